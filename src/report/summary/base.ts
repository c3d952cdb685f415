import type { BaseImage } from '../../model/base-image.ts';
import { type Finding, groupFindings, type Report } from '../../model/report.ts';
import { code, escapeMarkdown } from '../content/markdown.ts';
import { count, formatNumber } from '../content/quantity.ts';

/** `FROM` with its flags, the image, and the stage's name. */
const FROM = /^FROM\s+(?:--\S+\s+)*(\S+)/i;
const DIGEST = /@(sha(?:256|512):[\da-f]{64,128})$/;

/** Whether a package came with the base image, as far as the repository tells. */
export function baseTest({ places }: Report): (pkg: Finding['package']) => boolean {
  const layers = new Set(places?.layers.filter(({ place }) => place.kind === 'base').map(({ layer }) => layer));
  return ({ layer }) => layers.has(layer.index);
}

/** That the base image is the place to begin at, and which one it is; nothing where it brings no finding. */
export function renderBase(report: Report): readonly string[] {
  const isInBase = baseTest(report);
  const groups = groupFindings(report.findings);
  const brought = groups.filter((group) => group.findings.every((finding) => isInBase(finding.package))).length;
  if (brought === 0) return [];
  const { name, digest } = baseOf(report);
  const whole = name === undefined ? '' : ` ${code(digest === undefined ? name : `${name}@${digest}`, 400)}`;
  const from = report.places?.layers.find(({ place }) => place.kind === 'base')?.place;
  const where = from === undefined ? '' : ` (${escapeMarkdown(decoded(from.uri), 200)}, line ${formatNumber(from.startLine)})`;
  const share =
    brought === groups.length ? `all ${formatNumber(brought)}` : `${formatNumber(brought)} of ${count(groups.length, 'finding')}`;
  const all = brought === groups.length ? ` ${brought === 1 ? 'finding' : 'findings'}` : '';
  return [`**Update the base image**${whole}${where}: it brings ${share}${all}.`];
}

/**
 * The base by the name in the Dockerfile, where that is known, because labels are inherited: those of an image that has none of its own
 * speak of its base's base. Then their digest is another image's.
 */
export function baseOf({ places, base = {} }: Report): BaseImage {
  const instruction = places?.layers.find(({ place }) => place.kind === 'base')?.instruction ?? '';
  const written = FROM.exec(instruction)?.[1];
  // A name with a variable in it is no name.
  if (written === undefined || written.includes('$')) return base;
  const name = written.replace(DIGEST, '');
  const told = isSame(name, base.name) ? base.digest : undefined;
  const digest = DIGEST.exec(written)?.[1] ?? told;
  return { name, ...(digest === undefined ? {} : { digest }) };
}

/** Builders write `docker.io/library/node:20` for `node:20`. */
function isSame(a: string, b = ''): boolean {
  const [left, right] = [a, b].map((name) =>
    name
      .replace(DIGEST, '')
      .replace(/^(?:index\.)?docker\.io\//, '')
      .replace(/^library\//, '')
      .replace(/:latest$/, ''),
  );
  return left === right;
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
