import { formatPlatform } from '../model/platform.ts';
import { type FindingGroup, groupFindings, type Report } from '../model/report.ts';
import { layerNumber, layersOf } from './content/layers.ts';
import { count } from './content/quantity.ts';
import { rank } from './content/rank.ts';
import { verdict } from './content/verdict.ts';
import type { Format } from './format.ts';
import { alignColumns, logText } from './table/columns.ts';

const COLUMNS = [
  { heading: 'SEVERITY', widest: 8 },
  { heading: 'VULNERABILITY', widest: 24 },
  { heading: 'PACKAGE', widest: 36 },
  { heading: 'INSTALLED', widest: 32 },
  { heading: 'FIXED IN', widest: 32 },
  { heading: 'LAYER', widest: 12 },
] as const;
const LONGEST_LINE = 400;

/** What a person reads in a terminal or a log: the image, what was found, what could not be judged. */
export const table: Format = {
  id: 'table',
  description: 'A table for a terminal or a log',
  render,
};

function render(report: Report): string {
  const groups = rank(groupFindings(report.findings));
  const rows = groups.map((group) => rowOf(group, report));
  const parts = [
    headingOf(report),
    ...(rows.length === 0 ? [] : [alignColumns(COLUMNS, rows)]),
    [verdict(report), ...report.gaps.map(({ subject, reason }) => `- ${logText(`${subject}: ${reason}`, LONGEST_LINE)}`)],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headingOf({ image, release, packages }: Report): readonly string[] {
  const facts = [
    image.digest,
    formatPlatform(image.platform),
    release?.prettyName ?? 'no known distribution',
    count(packages.length, 'package'),
    count(image.layers.length, 'layer'),
  ];
  return [`Image ${logText(image.reference, LONGEST_LINE)}: ${facts.map((fact) => logText(fact, 100)).join(', ')}`];
}

function rowOf(group: FindingGroup, report: Report): readonly string[] {
  const [layer] = layersOf(group);
  return [
    group.vulnerability.rating.severity,
    group.vulnerability.id,
    group.name,
    group.version,
    group.fixedIn ?? '-',
    layer === undefined ? '-' : layerNumber(layer, report),
  ];
}
