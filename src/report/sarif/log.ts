import type { Log, Notification, ReportingDescriptor } from 'sarif';
import { formatPlatform } from '../../model/platform.ts';
import { countFindings, type Report } from '../../model/report.ts';
import { TOOL } from '../../model/tool.ts';
import { cut, plain } from '../content/plain.ts';
import { formatNumber } from '../content/quantity.ts';
import type { Alert } from './alert.ts';
import type { Extent } from './extent.ts';
import { escapeMessage } from './message-text.ts';
import { BASE_ID } from './place.ts';
import { imageOf, resultOf } from './result.ts';
import { ruleOf } from './rule.ts';

const MOST_NOTIFICATIONS = 1000;

/** The whole log, with one run: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317478 */
export function logOf(report: Report, extent: Extent): Log {
  const rules = rulesOf(extent);
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            informationUri: TOOL.url,
            rules,
          },
        },
        automationDetails: { id: categoryOf(report) },
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: report.startedAt,
            endTimeUtc: report.finishedAt,
            toolExecutionNotifications: notificationsOf(report, extent),
          },
        ],
        originalUriBaseIds: {
          [BASE_ID]: { description: { text: "The root of the repository. An image's files stand below the image's own name." } },
        },
        columnKind: 'utf16CodeUnits',
        results: extent.alerts.map((alert) => resultOf(alert, indexes.get(alert.ruleId) ?? -1, report)),
        properties: propertiesOf(report, extent),
      },
    ],
  };
}

function rulesOf({ alerts, markdown }: Extent): ReportingDescriptor[] {
  const byRule = new Map<string, [Alert, ...Alert[]]>();
  for (const alert of alerts) {
    const same = byRule.get(alert.ruleId);
    if (same === undefined) byRule.set(alert.ruleId, [alert]);
    else same.push(alert);
  }
  return [...byRule.values()].map((same) => {
    const rule = ruleOf(same);
    return markdown ? rule : { ...rule, help: { text: rule.help?.text ?? rule.id } };
  });
}

/**
 * The set of results that the next upload for this image and platform replaces. The last slash ends the category; with a tag or
 * a digest in it, alerts of older images would stay open for ever.
 */
export function categoryOf(report: Report): string {
  const chosen = plain(report.category ?? '', 255).replace(/^\/+|\/+$/g, '');
  if (chosen !== '') return `${chosen}/`;
  const platform = formatPlatform(report.image.platform).replaceAll('/', '-');
  return `container-scan/${plain(report.image.name, 255)}/${plain(platform, 100)}/`;
}

function notificationsOf(report: Report, extent: Extent): Notification[] {
  const gaps = report.gaps.map((gap) => `${plain(gap.subject, 400)} could not be judged: ${plain(gap.reason, 400)}`);
  const shown = gaps.slice(0, MOST_NOTIFICATIONS);
  if (gaps.length > shown.length) shown.push(`${formatNumber(gaps.length - shown.length)} more things could not be judged.`);
  if (isCut(extent)) shown.unshift(cutText(extent));
  return shown.map((text) => ({ level: 'warning', message: { text: cut(escapeMessage(text), 1024) } }));
}

function isCut({ alerts, of }: Extent): boolean {
  return alerts.length < of;
}

function cutText({ alerts, of }: Extent): string {
  return `This file holds the worst ${formatNumber(alerts.length)} of ${formatNumber(of)} results: code scanning takes no more.`;
}

function propertiesOf(report: Report, extent: Extent): Record<string, unknown> {
  return {
    image: { ...imageOf(report), ...(report.release === undefined ? {} : { os: plain(report.release.prettyName, 255) }) },
    packages: report.packages.length,
    counts: countFindings(report.findings),
    gaps: report.gaps.length,
    suppressed: report.suppressed.length,
    advisories: report.sources.map(({ feed, url, modified, records }) => ({
      feed: plain(feed, 255),
      url: plain(url, 1024),
      ...(modified === undefined ? {} : { modified: plain(modified, 100) }),
      records,
    })),
    ...(isCut(extent) ? { cut: { results: extent.alerts.length, of: extent.of } } : {}),
  };
}
