import type { Clock } from '../model/clock.ts';
import { shortDigest } from '../model/digest.ts';
import type { LayerProgress } from '../model/log.ts';

/** How often a layer that takes its time is told of, in milliseconds. */
const PATIENCE = 10_000;

/** How one layer stands, in one line. */
export function describeProgress({ layer, of, state, bytes }: LayerProgress): string {
  const name = `Layer ${layer.index + 1} of ${of} (${shortDigest(layer.descriptor.digest)})`;
  const { size } = layer.descriptor;
  if (state === 'done') return `${name}: done, ${formatBytes(size ?? bytes)}.`;
  const whole = size === undefined ? '' : ` of ${formatBytes(size)}`;
  const share = size !== undefined && size > 0 ? ` (${Math.floor((100 * bytes) / size)} %)` : '';
  const verb = state === 'resuming' ? 'resuming at' : 'read';
  return `${name}: ${verb} ${formatBytes(bytes)}${whole}${share}.`;
}

/** Bytes for people, in the decimal units that registries use: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const rounded = (bytes / 1000 ** power).toFixed(1);
  // 999,960 bytes round to 1000.0 kB, which is said as 1.0 MB.
  if (rounded === '1000.0' && power < units.length) return `1.0 ${units[power]}`;
  return `${rounded} ${units[power - 1]}`;
}

export interface ProgressLinesOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly print: (line: string) => void;
}

/** Progress for a log that keeps every line: one when a layer is done, and one each ten seconds until then. */
export function createProgressLines({ clock, print }: ProgressLinesOptions): (event: LayerProgress) => void {
  const told = new Map<number, number>();
  const done = new Set<number>();
  return (event) => {
    const { index } = event.layer;
    if (done.has(index)) return;
    if (event.state === 'done') {
      done.add(index);
      print(describeProgress(event));
      return;
    }
    const last = told.get(index);
    if (last !== undefined && clock.now() - last < PATIENCE) return;
    told.set(index, clock.now());
    if (last !== undefined) print(describeProgress(event));
  };
}
