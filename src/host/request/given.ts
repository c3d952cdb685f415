import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ScanError } from '../../model/errors.ts';
import { labelOf, OPTIONS, type OptionName, type Source } from '../options.ts';
import type { Kind } from '../values.ts';

/** The value that was given for an option; undefined or empty where none was. */
export type Given = (name: OptionName) => string | undefined;

/** Takes an option's value, parsed. Throws `USAGE`. */
export type Take = <Value>(name: OptionName, kind: Kind<Value>) => Value;

export function taker(given: Given, source: Source): Take {
  return (name, kind) => parseOption(given, { name, kind, source });
}

/** Reads one option, or its fallback where it was not given. Throws `USAGE`, which names the option and what it takes. */
export function parseOption<Value>(
  given: Given,
  { name, kind, source }: { readonly name: OptionName; readonly kind: Kind<Value>; readonly source: Source },
): Value {
  const text = given(name) || (OPTIONS.find((option) => option.name === name)?.fallback[source] ?? '');
  const value = kind.parse(text);
  if (value !== undefined) return value;
  throw new ScanError('USAGE', sentence(`${labelOf(name, source)} cannot be "${text}".`), { hint: `It takes ${kind.accepts}.` });
}

/** A path that was given, made absolute. */
export function pathOf(text: string | undefined): string | undefined {
  return text ? parsePath(text) : undefined;
}

/** A path made absolute. `~` is expanded here because a workflow file has no shell that would. */
export function parsePath(text: string): string {
  return /^~(?:[/\\]|$)/.test(text) ? join(homedir(), text.slice(1)) : resolve(text);
}

/** The words as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The texts that were given: an input that is not is empty, and an option that is not asked for is absent. */
export function present<Name extends string>(
  texts: Readonly<Record<Name, string | undefined>>,
): { readonly [Key in Name]?: string } {
  const given: { [Key in Name]?: string } = {};
  for (const name in texts) if (texts[name]) given[name] = texts[name];
  return given;
}
