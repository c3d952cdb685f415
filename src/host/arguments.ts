import { parseArgs } from 'node:util';
import { ScanError } from '../model/errors.ts';
import { didYouMean } from './nearest.ts';
import { type Command, type OptionName, optionsOf } from './options.ts';

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'help'; readonly topic: 'hullcheck' | Command }
  | { readonly kind: 'version' }
  | { readonly kind: Command; readonly values: ReadonlyMap<OptionName, string>; readonly words: readonly string[] };

const COMMANDS: readonly Command[] = ['report', 'update', 'convert'];
const WORDS: readonly string[] = [...COMMANDS, 'version', 'help'];
const FLAGS = optionsOf('command line');

/** Reads a command line, without the program's own name. Throws `USAGE`, with the name that was probably meant. */
export function parseArguments(args: readonly string[]): Invocation {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(FLAGS.map((flag) => [flag.name, { type: flag.placeholder === undefined ? 'boolean' : 'string' }])),
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const words: string[] = [];
  const values = new Map<OptionName, string>();
  const asked = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    else if (token.kind === 'option' && (token.name === 'help' || token.name === 'version')) asked.add(token.name);
    else if (token.kind === 'option') takeFlag(token, values);
  }
  return toInvocation(words, values, asked);
}

interface FlagToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function takeFlag(token: FlagToken, values: Map<OptionName, string>): void {
  const flag = FLAGS.find(({ name }) => name === token.name);
  if (flag === undefined) {
    const names = [...FLAGS.map(({ name }) => name), 'help', 'version'];
    throw new ScanError('USAGE', `There is no flag ${token.rawName}.`, {
      hint: didYouMean(token.name, names, '--') ?? 'Run "hullcheck report --help" for those there are.',
    });
  }
  if (values.has(flag.name)) {
    throw new ScanError('USAGE', `${token.rawName} is given twice.`, { hint: 'Give it once.' });
  }
  values.set(flag.name, flag.placeholder === undefined ? switchValue(token) : flagValue(token, flag.placeholder));
}

function switchValue({ rawName, value }: FlagToken): string {
  if (value === undefined) return 'true';
  throw new ScanError('USAGE', `${rawName} takes no value.`, { hint: `Write ${rawName} alone.` });
}

function flagValue({ rawName, value, inlineValue }: FlagToken, placeholder: string): string {
  const swallowed = inlineValue !== true && value !== undefined && value.length > 1 && value.startsWith('-');
  if (value !== undefined && value !== '' && !swallowed) return value;
  throw new ScanError('USAGE', `${rawName} has no value.`, {
    hint: `Write ${rawName} ${placeholder}, or ${rawName}=${placeholder} where the value begins with a dash.`,
  });
}

function toInvocation(
  [word, ...rest]: readonly string[],
  values: Map<OptionName, string>,
  asked: ReadonlySet<string>,
): Invocation {
  if (asked.has('help')) return { kind: 'help', topic: commandOf(word) ?? 'hullcheck' };
  if (asked.has('version') || word === 'version') return { kind: 'version' };
  if (word === 'help') return { kind: 'help', topic: commandOf(rest[0]) ?? 'hullcheck' };
  const command = commandOf(word);
  if (command === undefined) throw noSuchCommand(word);
  refuseOthers(command, values);
  if (command === 'report') return { kind: 'report', values: withReference(rest, values), words: [] };
  const [first, ...more] = rest;
  const [surplus] = command === 'convert' ? more : rest;
  if (surplus !== undefined) {
    throw new ScanError('USAGE', `"${surplus}" is one word too many.`, { hint: `Run "hullcheck ${command} --help".` });
  }
  return { kind: command, values, words: first === undefined ? [] : [first] };
}

function commandOf(word: string | undefined): Command | undefined {
  return COMMANDS.find((command) => command === word);
}

/** A flag that another command takes would have no effect here, and nobody would know. */
function refuseOthers(command: Command, values: ReadonlyMap<OptionName, string>): void {
  const own = new Set(optionsOf('command line', command).map(({ name }) => name));
  const other = [...values.keys()].find((name) => !own.has(name));
  if (other === undefined) return;
  throw new ScanError('USAGE', `hullcheck ${command} takes no flag --${other}.`, {
    hint: `Run "hullcheck ${command} --help" for those there are.`,
  });
}

function noSuchCommand(command: string | undefined): ScanError {
  if (command === undefined) {
    return new ScanError('USAGE', 'There is no command.', { hint: 'Run "hullcheck report REF", or "hullcheck --help".' });
  }
  return new ScanError('USAGE', `There is no command "${command}".`, {
    hint: didYouMean(command, WORDS) ?? `To scan an image of that name, run "hullcheck report ${command}".`,
  });
}

function withReference(words: readonly string[], values: Map<OptionName, string>): ReadonlyMap<OptionName, string> {
  const [reference, ...more] = words;
  if (reference === undefined) return values;
  if (more.length > 0 || values.has('image-ref')) {
    throw new ScanError('USAGE', `One run scans one image, and "${more[0] ?? reference}" is a second one.`, {
      hint: 'Run hullcheck once for each image.',
    });
  }
  return values.set('image-ref', reference);
}
