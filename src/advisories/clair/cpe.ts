/** The attributes of a CPE, in the order of the formatted string: part, vendor, product, version, update, edition, … */
export type Cpe = readonly Attribute[];

/** A value, or any value at all. */
type Attribute = string | undefined;

const ATTRIBUTES = 11;
const LONGEST = 1000;

/**
 * Reads a CPE in either of its bindings: `cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:…` and `cpe:/o:redhat:enterprise_linux:9::baseos`.
 * An attribute keeps its wildcards, and a backslash before what is meant literally. Undefined where it is none.
 * https://nvlpubs.nist.gov/nistpubs/Legacy/IR/nistir7695.pdf
 */
export function parseCpe(text: string): Cpe | undefined {
  if (text.length > LONGEST) return undefined;
  const formatted = text.startsWith('cpe:2.3:');
  if (!formatted && !/^cpe:\/[aoh]?(?::|$)/i.test(text)) return undefined;
  const parts = formatted ? splitFormatted(text.slice('cpe:2.3:'.length)) : text.slice('cpe:/'.length).split(':').map(fromUri);
  if (parts.length > ATTRIBUTES) return undefined;
  return Array.from({ length: ATTRIBUTES }, (_, at) => toAttribute(parts[at] ?? ''));
}

/**
 * Whether a name that advisories give concerns a product: each of its attributes is any, or the product's own. Red Hat means by
 * `openshift:4` all of 4, so that the last that it gives may also be the beginning of the product's, but of a whole step of it: `4.1` is
 * not the beginning of `4.13`. https://nvlpubs.nist.gov/nistpubs/Legacy/IR/nistir7696.pdf
 */
export function concerns(named: Cpe, product: Cpe): boolean {
  const last = named.findLastIndex((attribute) => attribute !== undefined);
  return named.every((pattern, at) => {
    if (pattern === undefined) return true;
    const value = product[at];
    if (value === undefined) return false;
    return isMatch(pattern, value) || (at === last && beginsWith(value, literal(pattern)));
  });
}

function beginsWith(value: string, beginning: string): boolean {
  const plain = literal(value);
  return plain.startsWith(beginning) && /^[^a-z0-9]/.test(plain.slice(beginning.length));
}

/** A colon that a backslash precedes is no separator. */
function splitFormatted(text: string): readonly string[] {
  return text.split(/(?<!\\):/);
}

/** An attribute of a URI: `%02` is any characters, `%01` is one, and what else is encoded is meant literally. */
function fromUri(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})|\*/gi, (whole, code: string | undefined) => {
    if (whole === '*') return '*';
    if (code === '01') return '?';
    return code === '02' ? '*' : `\\${String.fromCharCode(Number.parseInt(code ?? '', 16))}`;
  });
}

function toAttribute(text: string): Attribute {
  return text === '' || text === '*' ? undefined : text.toLowerCase();
}

function literal(attribute: string): string {
  return attribute.replaceAll(/\\(.)/g, '$1');
}

/** Whether a value fits a pattern with wildcards. Goes back to the last star only, so that no pattern takes long. */
function isMatch(pattern: string, value: string): boolean {
  const wanted = pattern.match(/\\.|[^\\]/g) ?? [];
  const given = literal(value);
  let star = -1;
  let resume = 0;
  let at = 0;
  let place = 0;
  while (place < given.length) {
    if (wanted[at] === '*') {
      star = at;
      resume = place;
      at += 1;
    } else if (fits(wanted[at], given[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      resume += 1;
      place = resume;
      at = star + 1;
    } else return false;
  }
  return wanted.slice(at).every((one) => one === '*');
}

function fits(wanted: string | undefined, given: string | undefined): boolean {
  if (wanted === undefined) return false;
  return wanted === '?' || wanted.at(-1) === given;
}
