import { exactName } from '../pattern/glob.ts';
import { wholeName } from '../pattern/regular.ts';
import { DISTRO_IDS, LANGUAGES, TYPES_OF_SYFT } from './grype-types.ts';
import type { PackagePattern } from './package-pattern.ts';
import { patternOrFault } from './pattern-fault.ts';
import { scopeOf } from './scope.ts';
import { type Field, fieldText } from './yaml.ts';

type Fields = ReadonlyMap<string, Field>;

/** The packages that a rule's `package` and `namespace` leave, or why none can be told. */
export function toPackages(
  fields: Fields,
  namespace: string | undefined,
): { readonly packages?: readonly PackagePattern[] } | string {
  const version = fieldText(fields, 'version');
  const names = toNames(fields);
  const types = toTypes(fieldText(fields, 'type'), fieldText(fields, 'language'));
  const scope = toScope(namespace);
  if (typeof names === 'string') return names;
  if (typeof types === 'string') return types;
  if (typeof scope === 'string') return scope;
  const pattern = { ...names, ...(version === undefined ? {} : { version }), ...types, ...scope };
  return Object.keys(pattern).length === 0 ? {} : { packages: [pattern] };
}

function toNames(fields: Fields): Pick<PackagePattern, 'name' | 'source'> | string {
  const name = fieldText(fields, 'name');
  const source = fieldText(fields, 'upstream-name');
  const pattern = name === undefined ? undefined : patternOrFault(name, wholeName);
  // This one is a name, not a pattern of one.
  const exact = source === undefined ? undefined : patternOrFault(source, exactName);
  if (typeof pattern === 'string') return pattern;
  if (typeof exact === 'string') return exact;
  return { ...(pattern === undefined ? {} : { name: pattern }), ...(exact === undefined ? {} : { source: exact }) };
}

function toTypes(type: string | undefined, language: string | undefined): Pick<PackagePattern, 'types'> | string {
  const ofType = type === undefined ? undefined : TYPES_OF_SYFT.get(type);
  const ofLanguage = language === undefined ? undefined : LANGUAGES.get(language)?.types;
  if (type !== undefined && ofType === undefined) return `"${type}" is not a type of packages that are looked for here`;
  if (language !== undefined && ofLanguage === undefined) return `"${language}" is not a language that is looked for here`;
  const types = ofType?.filter((one) => ofLanguage === undefined || ofLanguage.includes(one)) ?? ofLanguage;
  return types === undefined ? {} : { types };
}

/** `debian:distro:debian:12` and `github:language:go`: who said it, of what, in which release. */
function toScope(namespace: string | undefined): Pick<PackagePattern, 'scope'> | string {
  if (namespace === undefined) return {};
  const [, kind, what = '', release] = namespace.split(':', 4);
  if (kind === 'distro') return { scope: scopeOf([DISTRO_IDS.get(what) ?? what], release) };
  const language = LANGUAGES.get(what);
  if (kind === 'language' && language !== undefined) return { scope: scopeOf([language.ecosystem], undefined) };
  return `nothing here is of the namespace "${namespace}"`;
}
