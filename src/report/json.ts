import { countFindings, type Report } from '../model/report.ts';
import { jsonText } from './content/json.ts';
import type { Format } from './format.ts';
import { type ReportDocument, SCHEMA_VERSION } from './json/document.ts';
import { refer } from './json/reference.ts';
import { sorted } from './json/sorted.ts';

/** The whole report as data, from which a report can be made again; `ReportDocument` tells its shape. */
export const json: Format = {
  id: 'json',
  description: 'Everything the scan found out, as JSON',
  render,
};

function render(report: Report): string {
  // The first level keeps its order, which is for people; below it, order is for comparing two files.
  const entries = Object.entries(documentOf(report)).map(([name, value]) => [name, sorted(value)]);
  return jsonText(Object.fromEntries(entries));
}

function documentOf(report: Report): ReportDocument {
  const { packages, vulnerabilities, findings, suppressed } = refer(report);
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: report.tool,
    image: report.image,
    ...(report.release === undefined ? {} : { release: report.release }),
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    counts: countFindings(report.findings),
    findings,
    suppressed,
    unjudged: report.unjudged,
    gaps: report.gaps,
    vulnerabilities: Object.fromEntries(vulnerabilities.map((vulnerability) => [vulnerability.id, vulnerability])),
    packages,
    sources: report.sources,
    ...(report.upgrades === undefined ? {} : { upgrades: report.upgrades }),
    ...(report.base === undefined ? {} : { base: report.base }),
    ...(report.places === undefined ? {} : { places: report.places }),
    ...(report.category === undefined ? {} : { category: report.category }),
    fetched: report.fetched,
  };
}
