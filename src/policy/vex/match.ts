import type { Package } from '../../model/package.ts';
import type { Finding, Report } from '../../model/report.ts';
import { canonicalId, namesOf } from '../ignore/rule.ts';
import { isPurlOf } from '../package-purls.ts';
import { isImage } from './image-identity.ts';
import type { VexComponent, VexProduct, VexStatement } from './statement.ts';

/** What of a report products are looked for in. */
export type Scene = Pick<Report, 'image' | 'packages'>;

/** Whether a statement is about a finding: its vulnerability by any name, in the image, in the package, or in the package as a part. */
export function vexMatches(statement: VexStatement, finding: Finding, scene: Scene): boolean {
  const names = new Set(namesOf(finding));
  return statement.vulnerabilities.some((id) => names.has(canonicalId(id))) && speaksOf(statement, finding.package, scene);
}

/** Whether a product of a statement is the image or a package, of which this is all or a part. */
function speaksOf({ products }: VexStatement, pkg: Package, scene: Scene): boolean {
  return products.some((product) => isMeant(product, pkg, scene));
}

function isMeant(product: VexProduct, pkg: Package, scene: Scene): boolean {
  const { parts } = product;
  if (parts !== undefined && !parts.some((part) => isPackage(part, pkg))) return false;
  if (isImage(product, scene.image)) return true;
  if (parts === undefined) return isPackage(product, pkg);
  // Of what uses what, an image tells only which package of its distribution brought a file.
  return isPackage(product, pkg) || scene.packages.some((owner) => isOwner(owner, pkg) && isPackage(product, owner));
}

function isOwner(owner: Package, pkg: Package): boolean {
  return pkg.ownedBy !== undefined && owner.name === pkg.ownedBy && owner.root === undefined;
}

function isPackage({ purls }: VexComponent, pkg: Package): boolean {
  return purls.some((purl) => isPurlOf(purl, pkg));
}
