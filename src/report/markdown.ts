import type { Report } from '../model/report.ts';
import { code, escapeMarkdown } from './content/markdown.ts';
import { formatNumber } from './content/quantity.ts';
import { verdict } from './content/verdict.ts';
import type { Format } from './format.ts';
import { renderSuppressed } from './markdown/suppressed.ts';
import { fold, renderCounts, renderFindings } from './summary/findings.ts';
import { renderFetched, renderGaps, renderImage, renderSources } from './summary/provenance.ts';

/** GitHub takes comments of 65,536 characters; this leaves room for what others write around it. */
const MOST_BYTES = 60_000;
/** For headings, folds and the sentences about what had no room. */
const MARGIN = 2048;
/** What gaps and suppressed findings take at most. */
const SHARE = 12_000;
const MOST_UNJUDGED = 5;

/** GitHub-flavoured Markdown of less than 60,000 bytes, which has room in a comment. */
export const markdown: Format = {
  id: 'markdown',
  description: 'Markdown for a comment: the worst findings in 60,000 bytes',
  render,
};

function render(report: Report): string {
  const opening = [
    `## ${report.tool.name}: ${code(report.image.reference, 300)}`,
    `**${verdict(report)}**`,
    ...(report.findings.length === 0 ? [] : [renderCounts(report)]),
  ];
  const closing = [
    ...renderSuppressed(report, SHARE),
    ...gapsWithin(report, SHARE),
    ...unjudgedWithin(report),
    ...provenanceWithin(report, SHARE),
  ];
  const room = MOST_BYTES - MARGIN - sizeOf([...opening, ...closing]);
  return `${[...opening, ...renderFindings(report, room), ...closing].join('\n\n')}\n`;
}

/** The first of the gaps, as many as have room, with the number of all of them in the verdict. */
function gapsWithin(report: Report, room: number): readonly string[] {
  for (let shown = report.gaps.length; shown > 0; shown = Math.floor(shown / 2)) {
    const parts = renderGaps({ ...report, gaps: report.gaps.slice(0, shown) });
    if (sizeOf(parts) > room) continue;
    const left = report.gaps.length - shown;
    return left === 0 ? parts : [...parts, `and ${formatNumber(left)} more`];
  }
  return [];
}

/** What was left unjudged on purpose: a few lines, for it is no gap. */
function unjudgedWithin({ unjudged }: Report): readonly string[] {
  if (unjudged.length === 0) return [];
  const lines = unjudged
    .slice(0, MOST_UNJUDGED)
    .map(({ subject, reason }) => `- ${code(subject, 100)}: ${escapeMarkdown(reason, 100)}`);
  const left = unjudged.length - lines.length;
  return ['### Left unjudged', [...lines, ...(left === 0 ? [] : [`- and ${formatNumber(left)} more`])].join('\n')];
}

function provenanceWithin(report: Report, room: number): readonly string[] {
  const parts = [renderImage(report), renderFetched(report), renderSources(report)];
  const whole = fold('What was scanned, and by what', parts.join('\n\n'));
  return sizeOf([whole]) > room ? [] : [whole];
}

function sizeOf(parts: readonly string[]): number {
  return Buffer.byteLength(parts.join('\n\n'));
}
