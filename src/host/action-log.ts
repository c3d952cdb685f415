import * as core from '@actions/core';
import type { Clock } from '../model/clock.ts';
import { printable } from '../model/text.ts';
import { createMask } from './mask.ts';
import { createProgressLines } from './progress.ts';
import type { HostLog } from './terminal.ts';

/** What is used of `@actions/core`. */
export type Commands = Pick<typeof core, 'info' | 'notice' | 'warning' | 'error' | 'setSecret' | 'startGroup' | 'endGroup'>;

export interface ActionLogOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly commands?: Commands;
}

/** A log for a workflow run: groups, annotations, and secrets masked both here and by the runner. */
export function createActionLog({ clock, commands = core }: ActionLogOptions): HostLog {
  const mask = createMask();
  const clean = (line: string): string => printable(mask.cover(line));
  const print = (line: string): void => commands.info(inert(clean(line)));
  return {
    info: print,
    notice: (line) => commands.notice(clean(line)),
    warning: (line) => commands.warning(clean(line)),
    failure: (line) => commands.error(clean(line)),
    secret: (value) => {
      for (const form of mask.add(value)) commands.setSecret(form);
    },
    group: async (heading, work) => {
      commands.startGroup(clean(heading));
      try {
        return await work();
      } finally {
        commands.endGroup();
      }
    },
    progress: createProgressLines({ clock, print }),
    close: () => {},
  };
}

/**
 * A line that the runner cannot take for a command. It looks for `::` at the start, after any white space, and for `##[` anywhere, and
 * it compares as its language does, which passes over characters that show nothing:
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function inert(line: string): string {
  return line
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .replace(/^(\s*):(?=:)/u, '$1: ')
    .replaceAll('##[', '## [');
}
