import { formatPlatform } from '../../model/platform.ts';
import type { Report } from '../../model/report.ts';
import { code, escapeMarkdown } from '../content/markdown.ts';
import { count, formatBytes, formatNumber } from '../content/quantity.ts';

const MOST_GAPS = 100;
const MOST_SOURCES = 50;
const MOST_UNJUDGED = 25;
const HOUR = 60 * 60 * 1000;

/** What could not be judged, and why. */
export function renderGaps({ gaps }: Report): readonly string[] {
  if (gaps.length === 0) return [];
  const lines = gaps.slice(0, MOST_GAPS).map((gap) => `- ${code(gap.subject, 200)}: ${escapeMarkdown(gap.reason, 200)}`);
  if (gaps.length > lines.length) lines.push(`- and ${formatNumber(gaps.length - lines.length)} more`);
  return ['### Not judged', lines.join('\n')];
}

/** What was left unjudged on purpose, and why: that is no gap. */
export function renderUnjudged({ unjudged }: Report): readonly string[] {
  if (unjudged.length === 0) return [];
  const lines = unjudged
    .slice(0, MOST_UNJUDGED)
    .map(({ subject, reason }) => `- ${code(subject, 200)}: ${escapeMarkdown(reason, 200)}`);
  if (unjudged.length > lines.length) lines.push(`- and ${formatNumber(unjudged.length - lines.length)} more`);
  return ['### Left unjudged', lines.join('\n')];
}

/** What was scanned. */
export function renderImage({ image, release, packages }: Report): string {
  const rows = [
    ['Image', code(image.reference, 300)],
    ['Digest', code(image.digest, 200)],
    ...(image.manifestDigest === image.digest ? [] : [['Manifest', code(image.manifestDigest, 200)]]),
    ['Platform', escapeMarkdown(formatPlatform(image.platform), 100)],
    ['Distribution', release === undefined ? 'none known' : escapeMarkdown(release.prettyName, 100)],
    ['Contents', `${count(packages.length, 'package')} in ${count(image.layers.length, 'layer')}`],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

/** What fetching the image took. */
export function renderFetched({ fetched }: Report): string {
  return [
    `Fetched ${formatBytes(fetched.bytesFetched)} of layers`,
    count(fetched.urlsResolved, 'download address', 'download addresses') + ' resolved',
    `${formatNumber(fetched.urlsExpired)} expired`,
    `${count(fetched.resumes, 'download')} resumed`,
    count(fetched.retries, 'attempt') + ' repeated',
    `${formatBytes(fetched.bytesRefetched)} fetched twice.`,
  ].join(', ');
}

/** The advisories that the packages were judged by, and how old they are. */
export function renderSources({ sources, finishedAt }: Report): string {
  if (sources.length === 0) return 'No advisory feed was used.';
  const rows = sources
    .slice(0, MOST_SOURCES)
    .map(
      ({ feed, modified, records, revalidated }) =>
        `| ${escapeMarkdown(feed, 60)} | ${modified === undefined ? 'unknown' : escapeMarkdown(modified, 40)} ` +
        `| ${formatNumber(records)} | ${revalidated ? 'cache, confirmed' : 'downloaded'} |`,
    );
  const left = sources.length - rows.length;
  return [
    ['| Advisories | As of | Records | From |', '|---|---|---:|---|', ...rows].join('\n'),
    ...(left === 0 ? [] : [`and ${formatNumber(left)} more`]),
    ...freshness(sources, finishedAt),
  ].join('\n\n');
}

/** How old the oldest of the advisories were; nothing where none of them tells. */
function freshness(sources: Report['sources'], finishedAt: string): readonly string[] {
  const ages = sources.map(({ modified = '' }) => Date.parse(finishedAt) - Date.parse(modified)).filter(Number.isFinite);
  if (ages.length === 0) return [];
  const hours = Math.max(0, Math.floor(ages.reduce((a, b) => Math.max(a, b)) / HOUR));
  const age = hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day');
  return [`The oldest advisories were ${age} old at the time of the scan.`];
}
