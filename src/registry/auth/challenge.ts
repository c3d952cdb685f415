/** One challenge of a `WWW-Authenticate` header: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 */
export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** By lower-case name. A parameter that was given twice is left out: it cannot be known which one holds. */
  readonly parameters: ReadonlyMap<string, string>;
}

const SPACE = /[ \t]*/y;
const SEPARATOR = /[ \t]*(?:,[ \t]*)+/y;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** Reads every challenge of every header value. What cannot be read ends that value, not the others. */
export function parseChallenges(values: readonly string[]): readonly Challenge[] {
  return values.flatMap((value) => parseValue(new Scanner(value)));
}

function parseValue(scanner: Scanner): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string>; twice: Set<string> }[] = [];
  for (;;) {
    scanner.skip(SEPARATOR);
    scanner.skip(SPACE);
    const name = scanner.take(TOKEN)?.toLowerCase();
    if (name === undefined) break;
    const current = challenges.at(-1);
    // `a=b` belongs to the challenge before it; a token that is followed by anything else begins a new one.
    if (current !== undefined && scanner.skip(EQUALS)) {
      const value = scanner.takeQuoted() ?? scanner.take(TOKEN);
      if (value === undefined) break;
      if (current.parameters.has(name)) current.twice.add(name);
      current.parameters.set(name, value);
    } else {
      challenges.push({ scheme: name, parameters: new Map(), twice: new Set() });
      scanner.skip(SPACE);
      scanner.skip(TOKEN68);
    }
  }
  return challenges.map(({ scheme, parameters, twice }) => ({
    scheme,
    parameters: new Map([...parameters].filter(([name]) => !twice.has(name))),
  }));
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[0];
  }

  takeQuoted(): string | undefined {
    return this.take(QUOTED)?.slice(1, -1).replace(/\\(.)/g, '$1');
  }

  /** Whether anything was skipped. */
  skip(pattern: RegExp): boolean {
    return (this.take(pattern) ?? '') !== '';
  }
}
