import type { Report } from '../model/report.ts';
import { code } from './content/markdown.ts';
import { verdict } from './content/verdict.ts';
import { renderSuppressed } from './markdown/suppressed.ts';
import { renderBase } from './summary/base.ts';
import { fold, renderCounts, renderFindings } from './summary/findings.ts';
import { renderFetched, renderGaps, renderImage, renderSources, renderUnjudged } from './summary/provenance.ts';
import { renderUpgrades } from './summary/upgrades.ts';

/** GitHub refuses a step's summary beyond 1024 KiB, whatever other steps of the job wrote; this leaves room. */
const MOST_BYTES = 900 * 1024;
/** For folds and the sentence about what had no room. */
const MARGIN = 4096;
/** Bytes for what was found and does not count. */
const SUPPRESSED = 100 * 1024;

/**
 * The report as GitHub-flavoured Markdown for the job summary, under 900 KiB.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function renderSummary(report: Report): string {
  const opening = [
    `## ${report.tool.name}: ${code(report.image.reference, 300)}`,
    `**${verdict(report)}**`,
    ...(report.findings.length === 0 ? [] : [renderCounts(report)]),
    ...renderBase(report),
    ...renderUpgrades(report),
    ...(report.findings.length === 0 ? [] : ['### What was found']),
  ];
  const closing = [
    ...renderSuppressed(report, SUPPRESSED),
    ...renderGaps(report),
    ...renderUnjudged(report),
    fold('What was scanned, and by what', [renderImage(report), renderFetched(report), renderSources(report)].join('\n\n')),
  ];
  const room = MOST_BYTES - MARGIN - Buffer.byteLength([...opening, ...closing].join('\n\n'));
  return `${[...opening, ...renderFindings(report, room), ...closing].join('\n\n')}\n`;
}
