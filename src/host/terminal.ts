import type { Clock } from '../model/clock.ts';
import type { Log } from '../model/log.ts';
import { printable } from '../model/text.ts';
import { createLiveLines, type LiveLines, type TerminalStream } from './live.ts';
import { createMask } from './mask.ts';
import { createProgressLines } from './progress.ts';

/** A log that can also tell why a run ended badly. */
export interface HostLog extends Log {
  /** The last line of a run that failed. */
  failure(line: string): void;
  /** Ends the log: nothing that moves is left on the screen. */
  close(): void;
}

export interface TerminalOptions {
  /** Standard error: standard output is for the report alone. */
  readonly stream: TerminalStream;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Pick<Clock, 'now'>;
}

/** A log for people at a terminal, or for a file where there is no terminal. */
export function createTerminalLog({ stream, environment, clock }: TerminalOptions): HostLog {
  const mask = createMask();
  const live = isLive(stream, environment) ? createLiveLines(stream, clock) : plainLines(stream, clock);
  const print = (line: string): void => live.above(printable(mask.cover(line)));
  return {
    info: print,
    notice: (line) => print(`note: ${line}`),
    warning: (line) => print(`warning: ${line}`),
    failure: (line) => print(`error: ${line}`),
    secret: (value) => void mask.add(value),
    group: (heading, work) => {
      print(heading);
      return work();
    },
    progress: (event) => live.update(event),
    close: () => live.clear(),
  };
}

/** Whether lines may be redrawn in place. https://no-color.org is taken for a wish for plain text altogether. */
function isLive(stream: TerminalStream, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !environment['NO_COLOR'] && !environment['CI'] && environment['TERM'] !== 'dumb';
}

function plainLines(stream: TerminalStream, clock: Pick<Clock, 'now'>): LiveLines {
  const above = (line: string): void => void stream.write(`${line}\n`);
  return { above, update: createProgressLines({ clock, print: above }), clear: () => {} };
}
