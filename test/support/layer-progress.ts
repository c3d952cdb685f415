import type { LayerProgress } from '../../src/model/log.ts';

/** How a layer of 10 MB stands, of an image that has five. */
export function makeProgress(index: number, part: Partial<Omit<LayerProgress, 'layer' | 'of'>> = {}): LayerProgress {
  const hex = String(index + 1).repeat(64);
  return {
    layer: {
      index,
      descriptor: { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: `sha256:${hex}`, size: 10_000_000 },
      diffID: `sha256:${hex}`,
    },
    of: 5,
    state: 'fetching',
    bytes: 2_500_000,
    ...part,
  };
}

/** A clock that stands still until it is told. */
export class StillClock {
  time = 0;

  now(): number {
    return this.time;
  }
}
