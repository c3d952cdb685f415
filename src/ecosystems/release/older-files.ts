import type { Release } from '../../model/package.ts';
import { assignmentsOf } from './assignments.ts';
import { idOf, parseTitle } from './title.ts';

/** Reads `3.18.9`. */
export function parseAlpineRelease(text: string): Release | undefined {
  const version = /^\s*(\d+\.\d+[\w.]*)\s*$/.exec(text)?.[1];
  if (version === undefined) return undefined;
  return { id: 'alpine', versionId: version, idLike: [], name: 'Alpine Linux', prettyName: `Alpine Linux ${version}` };
}

/**
 * Reads `12.5`, or `trixie/sid` of what is to become a release. The name in the latter tells nothing by itself: Ubuntu, which has
 * Debian's file beside its own, is made of testing as well.
 */
export function parseDebianVersion(text: string): Release | undefined {
  const written = text.trim();
  if (!/^(?:\d+(?:\.\d+)*|[a-z]+\/sid)$/.test(written)) return undefined;
  const name = 'Debian GNU/Linux';
  return { id: 'debian', versionId: /^\d/.test(written) ? written : '', idLike: [], name, prettyName: `${name} ${written}` };
}

/** Reads `DISTRIB_ID=Ubuntu` and what belongs to it, as Ubuntu, OpenWrt and others write it. */
export function parseLsbRelease(text: string): Release | undefined {
  const assigned = assignmentsOf(text);
  const name = assigned.get('DISTRIB_ID') ?? '';
  const codename = assigned.get('DISTRIB_CODENAME') ?? '';
  if (name === '') return undefined;
  const id = name.toLowerCase();
  return {
    id: idOf(name) ?? (/^[a-z0-9._-]+$/.test(id) ? id : 'linux'),
    versionId: assigned.get('DISTRIB_RELEASE') ?? '',
    idLike: [],
    name,
    prettyName: assigned.get('DISTRIB_DESCRIPTION') ?? name,
    ...(codename === '' ? {} : { codename }),
  };
}

/** Reads a title, `VERSION = 11` and `PATCHLEVEL = 3`. */
export function parseSuseRelease(text: string): Release | undefined {
  const release = parseTitle(text);
  if (release === undefined) return undefined;
  const version = /^VERSION *= *(\d+(?:\.\d+)*) *$/m.exec(text)?.[1] ?? release.versionId;
  const level = /^PATCHLEVEL *= *(\d+) *$/m.exec(text)?.[1] ?? '0';
  const { id, idLike, name, prettyName } = release;
  // What stands in brackets behind this title is the architecture.
  return { id, versionId: level === '0' ? version : `${version}.${level}`, idLike, name, prettyName };
}
