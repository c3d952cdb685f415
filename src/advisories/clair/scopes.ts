import { concerns, parseCpe } from './cpe.ts';
import { distributionScope } from './distributions.ts';
import { languageScope } from './languages.ts';
import type { Scope } from './scope.ts';

/** What tells Red Hat's products from its containers. */
const PRODUCTS = 'rhel-cpe-repository';
const CONTAINERS = 'rhcc-container-repository';

/** The scope of an ecosystem, with its release as OSV writes it: `Debian:12`. Undefined where Clair has no advisories of it. */
export function scopeOf(ecosystem: string): Scope | undefined {
  if (ecosystem === 'Red Hat Container Catalog') return containers();
  if (ecosystem.startsWith('Red Hat:')) return redHat(ecosystem.slice('Red Hat:'.length));
  return distributionScope(ecosystem) ?? languageScope(ecosystem);
}

/** `enterprise_linux:9::baseos`: a CPE without its beginning, so that whether it is a system's or an application's is open. */
function redHat(product: string): Scope {
  const own = ['o', 'a'].flatMap((part) => parseCpe(`cpe:/${part}:redhat:${product}`) ?? []);
  const covers = own.length === 0 ? (): boolean => false : byCpe(product);
  return {
    rows: PRODUCTS,
    names: (name) => ({ spelled: [name] }),
    condition: 'repo_key = ?',
    values: [PRODUCTS],
    covers: ({ repo_name: cpe }) => covers(cpe),
    versions: 'rpm',
    keyedBy: 'either',
  };
}

/** Remembers its answers, because thousands of rows have the same few CPEs. */
function byCpe(product: string): (cpe: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const named = parseCpe(text);
    const own = named === undefined ? undefined : parseCpe(`cpe:/${named[0] ?? 'o'}:redhat:${product}`);
    const answer = named !== undefined && own !== undefined && concerns(named, own);
    answers.set(text, answer);
    return answer;
  };
}

function containers(): Scope {
  return {
    rows: CONTAINERS,
    names: (name) => ({ spelled: [name] }),
    condition: 'repo_key = ?',
    values: [CONTAINERS],
    covers: () => true,
    versions: 'tag',
    keyedBy: 'either',
  };
}
