import type { Package } from '../../model/package.ts';
import type { Report } from '../../model/report.ts';
import type { Notice } from '../notice.ts';
import { isPurlOf, purlsOf } from '../package-purls.ts';
import { keyOf } from '../purl.ts';
import { isImage } from './image-identity.ts';
import type { VexProduct, VexStatement } from './statement.ts';

/**
 * A notice for each document that is about nothing here: with a product that is written a little differently, all that it says is
 * passed over, and nobody would know.
 */
export function strayDocuments(statements: readonly VexStatement[], { image, packages }: Report): readonly Notice[] {
  const byKey = keyed(packages);
  const documents = Map.groupBy(statements, ({ source }) => source);
  return [...documents].flatMap(([source, own]): readonly Notice[] => {
    const isHere = own.some(({ products }) => products.some((product) => isImage(product, image) || isAmong(product, byKey)));
    if (isHere) return [];
    const text = `${source}: none of its products is ${image.reference} or a package of it, so it has no effect.`;
    return [{ level: 'warning', text }];
  });
}

function isAmong({ purls }: VexProduct, byKey: ReadonlyMap<string, readonly Package[]>): boolean {
  return purls.some((purl) => (byKey.get(keyOf(purl)) ?? []).some((pkg) => isPurlOf(purl, pkg)));
}

function keyed(packages: readonly Package[]): ReadonlyMap<string, readonly Package[]> {
  const byKey = new Map<string, Package[]>();
  for (const pkg of packages) {
    for (const key of new Set(purlsOf(pkg).map(keyOf))) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [pkg]);
      else list.push(pkg);
    }
  }
  return byKey;
}
