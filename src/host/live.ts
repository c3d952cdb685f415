import type { Clock } from '../model/clock.ts';
import type { LayerProgress } from '../model/log.ts';
import { shorten } from '../model/text.ts';
import { describeProgress } from './progress.ts';

/** The part of a terminal that is used here. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Lines at the foot of a terminal, one a layer in flight, redrawn in place. */
export interface LiveLines {
  update(event: LayerProgress): void;
  /** Prints a line that stays, above the live ones. */
  above(line: string): void;
  /** Takes the live lines away. */
  clear(): void;
}

/** Milliseconds between two drawings: often enough to live, seldom enough to cost nothing. */
const FRAME = 100;

/** Draws with two controls only, which every terminal knows: cursor up (CUU) and erase below (ED), ECMA-48 sections 8.3.22 and 8.3.39. */
export function createLiveLines(stream: TerminalStream, clock: Pick<Clock, 'now'>): LiveLines {
  const flying = new Map<number, LayerProgress>();
  let drawn = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;

  const draw = (kept = ''): void => {
    const erase = drawn === 0 ? '' : `\u001b[${drawn}A\u001b[0J`;
    // One column and one row less than there are: a line that wraps or scrolls could not be erased again.
    const events = [...flying.values()].sort((a, b) => a.layer.index - b.layer.index).slice(0, (stream.rows ?? 24) - 1);
    const lines = events.map((event) => `${shorten(describeProgress(event), (stream.columns ?? 80) - 1)}\n`);
    drawn = lines.length;
    drawnAt = clock.now();
    const text = `${erase}${kept}${lines.join('')}`;
    if (text !== '') stream.write(text);
  };

  return {
    update(event) {
      if (event.state === 'done') {
        flying.delete(event.layer.index);
        draw(`${describeProgress(event)}\n`);
        return;
      }
      flying.set(event.layer.index, event);
      if (clock.now() - drawnAt >= FRAME) draw();
    },
    above: (line) => draw(`${line}\n`),
    clear() {
      flying.clear();
      draw();
    },
  };
}
