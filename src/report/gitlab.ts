import { groupFindings, type Report } from '../model/report.ts';
import { TOOL } from '../model/tool.ts';
import { gapText, unjudgedText } from './content/gap.ts';
import { jsonText } from './content/json.ts';
import { moment } from './content/moment.ts';
import { plain } from './content/plain.ts';
import { count } from './content/quantity.ts';
import { rank } from './content/rank.ts';
import type { Format } from './format.ts';
import { gitlabVulnerability } from './gitlab/vulnerability.ts';

const SCHEMA_VERSION = '15.2.1';
const MOST_MESSAGES = 100;
/** What stands for a time that is not known: the format demands one. */
const NEVER = '1970-01-01T00:00:00';

/** GitLab's report of container scanning. What counts no longer is left out: GitLab would show it as open. */
export const gitlab: Format = {
  id: 'gitlab',
  description: "GitLab's container scanning report",
  render,
};

function render(report: Report): string {
  const { name, version } = report.tool;
  const scanner = {
    id: 'hullcheck',
    name: plain(name, 255) || TOOL.name,
    url: TOOL.url,
    version: plain(version, 255) || TOOL.version,
    vendor: { name: TOOL.name },
  };
  return jsonText({
    version: SCHEMA_VERSION,
    scan: {
      analyzer: scanner,
      scanner,
      type: 'container_scanning',
      start_time: timeOf(report.startedAt),
      end_time: timeOf(report.finishedAt),
      status: 'success',
      messages: messagesOf(report),
    },
    vulnerabilities: rank(groupFindings(report.findings)).map((group) => gitlabVulnerability(group, report)),
    remediations: [],
  });
}

/** In UTC, and without saying so. */
function timeOf(text: string): string {
  return moment(text)?.slice(0, -'Z'.length) ?? NEVER;
}

function messagesOf({ gaps, suppressed, unjudged }: Report) {
  const shown = gaps.slice(0, MOST_MESSAGES).map(gapText);
  const left = gaps.length - shown.length;
  if (left > 0) shown.push(`${count(left, 'more thing')} could not be judged.`);
  const aside = unjudged.slice(0, MOST_MESSAGES).map(unjudgedText);
  if (suppressed.length > 0) aside.push(`${count(suppressed.length, 'finding')} left out: someone gave a reason.`);
  return [...shown.map((value) => ({ level: 'warn', value })), ...aside.map((value) => ({ level: 'info', value }))];
}
