import type { Report, SuppressedFinding } from '../../model/report.ts';
import { vulnerabilityAddress } from '../content/address.ts';
import { code, escapeMarkdown, link } from '../content/markdown.ts';
import { plain } from '../content/plain.ts';
import { count } from '../content/quantity.ts';

const HEADING = ['| Vulnerability | Package | Why | Said by |', '|---|---|---|---|'];

/** What was found and counts no longer, with the reasons: as many rows as `room` (bytes) takes. */
export function renderSuppressed({ suppressed }: Report, room: number): readonly string[] {
  if (suppressed.length === 0) return [];
  const rows: string[] = [];
  let used = 0;
  for (const finding of suppressed) {
    const row = rowOf(finding);
    used += Buffer.byteLength(row) + 1;
    if (used > room) break;
    rows.push(row);
  }
  const left = suppressed.length - rows.length;
  return [
    '### Not counted',
    ...(rows.length === 0 ? [] : [[...HEADING, ...rows].join('\n')]),
    ...(left === 0 ? [] : [`${count(left, 'finding')} more had no room here; the report has them all.`]),
  ];
}

function rowOf({ vulnerability, package: pkg, suppression }: SuppressedFinding): string {
  const why = suppression.kind === 'ignored' ? 'ignored' : 'not affected';
  const reason = suppression.reason === undefined ? why : `${why}: ${escapeMarkdown(suppression.reason, 200)}`;
  const until = suppression.expires === undefined ? '' : ` (until ${escapeMarkdown(suppression.expires, 40)})`;
  const id = link(plain(vulnerability.id, 60), vulnerabilityAddress(vulnerability.id));
  return `| ${[id, code(pkg.name, 80), `${reason}${until}`, code(suppression.source, 80)].join(' | ')} |`;
}
