import { countFindings, type FindingGroup, groupFindings, type Report } from '../../model/report.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { vulnerabilityAddress } from '../content/address.ts';
import { layerNumber, layersOf } from '../content/layers.ts';
import { code, link } from '../content/markdown.ts';
import { plain } from '../content/plain.ts';
import { count, formatNumber } from '../content/quantity.ts';
import { rank } from '../content/rank.ts';

const MOST_OPEN = 25;
const HEADING = ['| Severity | Vulnerability | Package | Installed | Fixed in | Layer |', '|---|---|---|---|---|---|'];

/** What the distribution says of a fix that there is not. */
const OUTLOOKS = {
  open: 'no fix yet',
  deferred: 'deferred',
  'will-not-fix': 'will not be fixed',
  'end-of-life': 'no longer maintained',
} as const;

/** How many findings of each severity there are. */
export function renderCounts(report: Report): string {
  const counts = countFindings(report.findings);
  const names = [...SEVERITIES.map((severity) => capitalise(severity)), 'Total', 'With a fix'];
  const values = [...SEVERITIES.map((severity) => counts[severity]), counts.total, counts.fixable].map(formatNumber);
  return [`| ${names.join(' | ')} |`, `|${'---:|'.repeat(names.length)}`, `| ${values.join(' | ')} |`].join('\n');
}

/**
 * The findings: those that are known to be exploited first, then the worst, and of one severity those with a fix. The first of them stand
 * open, the others are folded, and the last are told by number where `room` (bytes) ends.
 */
export function renderFindings(report: Report, room: number): readonly string[] {
  const ranked = rank(groupFindings(report.findings));
  const groups = [...ranked.filter(isExploited), ...ranked.filter((group) => !isExploited(group))];
  if (groups.length === 0) return [];
  const rows = rowsWithin(groups, report, room);
  const open = [...HEADING, ...rows.slice(0, MOST_OPEN)].join('\n');
  const folded = rows.slice(MOST_OPEN);
  const left = groups.length - rows.length;
  return [
    open,
    ...(folded.length === 0 ? [] : [fold(`${formatNumber(folded.length)} more`, [...HEADING, ...folded].join('\n'))]),
    ...(left === 0 ? [] : [`${count(left, 'finding')} more had no room here; the report has them all.`]),
  ];
}

/** Markdown that is shown when its title is clicked. */
export function fold(title: string, body: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;
}

function rowsWithin(groups: readonly FindingGroup[], report: Report, room: number): readonly string[] {
  const rows: string[] = [];
  let used = 0;
  for (const group of groups) {
    const row = rowOf(group, report);
    used += Buffer.byteLength(row) + 1;
    if (used > room) break;
    rows.push(row);
  }
  return rows;
}

function rowOf(group: FindingGroup, report: Report): string {
  const { id, rating } = group.vulnerability;
  const [layer] = layersOf(group);
  const cells = [
    `${capitalise(rating.severity)}${isExploited(group) ? ', exploited' : ''}`,
    link(plain(id, 60), vulnerabilityAddress(id)),
    code(group.name, 80),
    code(group.version, 60),
    group.fixedIn === undefined ? OUTLOOKS[group.findings[0].outlook ?? 'open'] : code(group.fixedIn, 60),
    layer === undefined ? '' : layerNumber(layer, report),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
function isExploited({ vulnerability }: FindingGroup): boolean {
  return vulnerability.exploitation?.knownExploited !== undefined;
}

function capitalise(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
