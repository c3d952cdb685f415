import { PackageURL } from 'packageurl-js';
import type { PackageRecord } from '../../model/package.ts';
import type { Language } from '../ecosystem.ts';
import { GO_PROGRAMS } from '../executable/go/programs.ts';
import { GO_VERSIONS } from '../order/go.ts';

/** Go's modules and its standard library: https://pkg.go.dev/ */
export const GOLANG: Language = {
  kind: 'language',
  id: 'golang',
  title: 'Go',
  readers: [GO_PROGRAMS],
  versions: GO_VERSIONS,
  feed: { folder: 'Go' },
  purl: golangPurl,
};

/** A package URL of type golang: https://github.com/package-url/purl-spec/blob/main/types-doc/golang-definition.md */
function golangPurl({ name, version }: PackageRecord): string {
  const slash = name.lastIndexOf('/');
  const namespace = slash === -1 ? undefined : name.slice(0, slash);
  return new PackageURL('golang', namespace, name.slice(slash + 1), version, undefined, undefined).toString();
}
