/** Where a run is asked for: in a workflow's step or in a shell. */
export type Source = 'action' | 'command line';

/** What a run can do. */
export type Command = 'report' | 'update' | 'convert';

/** One thing that can be asked of a run. The Action's input and the command line's flag have the same name and meaning. */
export interface Option {
  readonly name: string;
  /** One line, for `action.yml`, `--help` and the README. */
  readonly description: string;
  /** What holds when nobody says anything; empty where that depends on the machine or the image. */
  readonly fallback: Readonly<Record<Source, string>>;
  /** Stands for the value in `--help`; absent for a flag that takes none. */
  readonly placeholder?: string;
  /** The commands that take it; absent: `report` alone. */
  readonly commands?: readonly Command[];
  /** The one place where the option exists. */
  readonly only?: Source;
  /** Its value must never be shown. */
  readonly secret?: true;
  /** An environment variable that the command line reads where the flag is not given. */
  readonly variable?: string;
}

/** The same fallback wherever it is asked. */
export const everywhere = (value: string): Option['fallback'] => ({ action: value, 'command line': value });
