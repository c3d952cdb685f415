import { type Report, sourceOf } from '../../model/report.ts';
import type { Upgrade } from '../../model/upgrade.ts';
import { code } from '../content/markdown.ts';
import { formatNumber } from '../content/quantity.ts';
import { baseTest } from './base.ts';
import { fold } from './findings.ts';

const MOST_OPEN = 15;
const MOST = 100;
const MOST_VERSIONS = 3;
const HEADING = ['| Package | Installed | Upgrade to | Clears | Left |', '|---|---|---|---:|---:|'];
const HEADING_WITH_BASE = ['| Package | Installed | Upgrade to | Clears | Left | Where |', '|---|---|---|---:|---:|---|'];

/** What to upgrade to: for each source package the version that clears all that has a fix. */
export function renderUpgrades(report: Report): readonly string[] {
  const where = placesOf(report);
  // A finding that counts no longer is no reason to upgrade.
  const upgrades = (report.upgrades ?? []).filter((upgrade) => keysOf(upgrade).some((key) => where.has(key)));
  if (upgrades.length === 0) return [];
  // Where no layer is known to be the base's, there is nothing to tell apart.
  const tellsBase = [...where.values()].some(Boolean);
  const heading = tellsBase ? HEADING_WITH_BASE : HEADING;
  const rows = upgrades.slice(0, MOST).map((upgrade) => rowOf(upgrade, where, tellsBase));
  const folded = rows.slice(MOST_OPEN);
  const left = upgrades.length - rows.length;
  return [
    '### What to upgrade to',
    [...heading, ...rows.slice(0, MOST_OPEN)].join('\n'),
    ...(folded.length === 0
      ? []
      : [fold(`${formatNumber(upgrades.length - MOST_OPEN)} more packages`, [...heading, ...folded].join('\n'))]),
    ...(left === 0 ? [] : [`${formatNumber(left)} of them had no room here.`]),
  ];
}

function rowOf(upgrade: Upgrade, where: ReadonlyMap<string, boolean>, tellsBase: boolean): string {
  const versions = upgrade.from.slice(0, MOST_VERSIONS).map((version) => code(version, 60));
  const more = upgrade.from.length > MOST_VERSIONS ? ` and ${formatNumber(upgrade.from.length - MOST_VERSIONS)} more` : '';
  const inBase = keysOf(upgrade).every((key) => where.get(key) !== false);
  const cells = [
    code(upgrade.package, 80),
    `${versions.join(', ')}${more}`,
    code(upgrade.to, 60),
    formatNumber(upgrade.clears),
    formatNumber(upgrade.remains),
    ...(tellsBase ? [inBase ? 'base image' : 'this image'] : []),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The source packages that have findings, and whether the base image alone brings them. */
function placesOf(report: Report): ReadonlyMap<string, boolean> {
  const isInBase = baseTest(report);
  const where = new Map<string, boolean>();
  for (const { package: pkg } of report.findings) {
    const { name, version } = sourceOf(pkg);
    const key = keyOf(pkg.ecosystem, name, version);
    where.set(key, (where.get(key) ?? true) && isInBase(pkg));
  }
  return where;
}

function keysOf({ ecosystem, package: name, from }: Upgrade): readonly string[] {
  return from.map((version) => keyOf(ecosystem, name, version));
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
