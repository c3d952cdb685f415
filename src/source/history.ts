import type { Instruction } from './dockerfile.ts';
import { resolve, type Step, spaced, stepsOf, withoutFlags, wordsOf } from './step.ts';
import type { Target } from './target.ts';
import { fits } from './variables.ts';

/** What an image's history tells of a layer. */
interface Story {
  readonly kind: 'RUN' | 'COPY' | 'ADD' | 'WORKDIR';
  readonly text: string;
}

const LONGEST = 100_000;
/** A copy as Docker's first builder and Buildah tell it: by the content's hash. */
const HASHED = /^(?:file|dir|multi|archive):\S+ in (.*)$/;
const KEYWORD = /^(RUN|COPY|ADD|WORKDIR) (.*)$/;
/** What runs a shell's command ends so: `/bin/sh -c`, `pwsh -Command`. */
const SHELL = /(?:^| )[-/](?:[A-Za-z]*c|command)$/i;

/**
 * Which instruction made which layer, by the layer's index, told from the image's history: from the last layer and the last
 * instruction upwards. What lies below the first instruction came with the base, which is the `FROM`. Layers that could be an
 * instruction's which reads differently today are not in the answer, and nothing is where no instruction fits any layer.
 * https://github.com/opencontainers/image-spec/blob/main/config.md#properties (`history`)
 */
export function byHistory(layers: readonly (string | undefined)[], target: Target): ReadonlyMap<number, Instruction> {
  const steps = stepsOf(target.instructions);
  const stories = layers.map((createdBy) => (createdBy === undefined ? undefined : storyOf(createdBy)));
  const found = new Map<number, Instruction>();
  let before = steps.length;
  let lowest = layers.length;
  for (let index = layers.length - 1; index >= 0 && before > 0; index -= 1) {
    const story = stories[index];
    const at = story === undefined ? -1 : steps.slice(0, before).findLastIndex((step) => tells(story, step));
    const step = steps[at];
    if (step === undefined) continue;
    found.set(index, step.instruction);
    before = at;
    lowest = index;
  }
  // Each of these brought a layer that must be somewhere; `WORKDIR` brings one where it makes the folder.
  const missing = steps.slice(0, before).filter(({ kind }) => kind !== 'WORKDIR').length;
  if (found.size === 0 && missing > 0) return found;
  for (let index = 0; index < lowest - missing; index += 1) found.set(index, target.from);
  return found;
}

/** What a builder wrote, without what the builder added: BuildKit, Docker before it, Buildah and kaniko each have their own way. */
function storyOf(createdBy: string): Story {
  const line = spaced(createdBy.slice(0, LONGEST)).replace(/ # buildkit$/, '');
  const nop = line.indexOf('#(nop) ');
  const told = nop === -1 ? line : line.slice(nop + '#(nop) '.length);
  const [, kind, text = ''] = KEYWORD.exec(told) ?? [];
  return kind === 'RUN' || kind === 'COPY' || kind === 'ADD' || kind === 'WORKDIR' ? { kind, text } : { kind: 'RUN', text: told };
}

function tells({ kind, text }: Story, step: Step): boolean {
  if (kind !== step.kind) return false;
  if (kind === 'RUN') return step.commands.some((command) => runs(text, command, step.shell));
  return kind === 'WORKDIR' ? fits(resolve('/', text), step.workdir) : copies(text, step);
}

function runs(text: string, command: string, shell: string | undefined): boolean {
  const told = withoutFlags(text);
  // Buildah writes build arguments behind the command.
  return [told, told.replace(/ ?\|[A-Za-z_]\w*=[^|]*$/, '')].some((line) => {
    if (line === command) return true;
    if (command === '' || !line.endsWith(` ${command}`)) return false;
    const prefix = line.slice(0, -command.length - 1);
    if (shell === undefined) return /^\|\d+ /.test(prefix);
    return shell === '' ? SHELL.test(prefix) : prefix === shell || prefix.endsWith(` ${shell}`);
  });
}

function copies(text: string, { words, workdir }: Step): boolean {
  const told = withoutFlags(text);
  const destination = HASHED.exec(told)?.[1];
  if (destination !== undefined) {
    const wanted = words.at(-1);
    return wanted !== undefined && fits(resolve(workdir, destination), resolve(workdir, wanted));
  }
  // BuildKit does not quote a word that has spaces.
  return words.length > 0 && fits(wordsOf(told).join(' '), words.join(' '));
}
