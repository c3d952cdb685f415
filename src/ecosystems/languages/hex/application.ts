import type { FileContent, FileReader } from '../../../model/inventory.ts';
import { baseOf, folderOf } from '../metadata/path.ts';
import { registered } from '../metadata/records.ts';
import { HEX_NAMES, OF_THE_LANGUAGE } from './names.ts';
import { type Token, tokensOf } from './terms.ts';

const FILE = '.app';

/** What stands before the version. */
const OPENING = 'mark { atom vsn mark ,';

/**
 * Reads the resource files of the applications in a release: https://www.erlang.org/doc/apps/kernel/app.html
 *
 * A release does not say where an application came from. Those of Erlang and of Elixir are left out; what the release was made for
 * is listed with its dependencies, and no advisory has its name.
 */
export const OTP_APPLICATION: FileReader = {
  id: 'otp-application',
  wants: (path) => path.endsWith(FILE) && isInRelease(path),
  largest: 1024 * 1024,
  read: ({ path, bytes }) => readApplication(path, new TextDecoder().decode(bytes)),
};

/** `lib/phoenix-1.7.10/ebin/phoenix.app`: https://www.erlang.org/doc/system/release_structure */
function isInRelease(path: string): boolean {
  const name = nameOf(path);
  const ebin = folderOf(path);
  const application = folderOf(ebin);
  if (baseOf(ebin) !== 'ebin' || baseOf(folderOf(application)) !== 'lib') return false;
  return baseOf(application).startsWith(`${name}-`) && !OF_THE_LANGUAGE.has(name);
}

function nameOf(path: string): string {
  return baseOf(path).slice(0, -FILE.length);
}

function readApplication(path: string, text: string): FileContent {
  const name = nameOf(path);
  const version = versionIn(text);
  if (version === undefined) throw new Error('it does not tell the version of the application');
  const root = folderOf(folderOf(folderOf(folderOf(path))));
  return registered(HEX_NAMES, [{ name, version, root }]);
}

/** The text in `{vsn, "1.7.10"}`. */
function versionIn(text: string): string | undefined {
  let before: readonly Token[] = [];
  for (const token of tokensOf(text)) {
    if (token.kind === 'text' && before.map(({ kind, text: piece }) => `${kind} ${piece}`).join(' ') === OPENING)
      return token.text;
    before = [...before.slice(-2), token];
  }
  return undefined;
}
