import type { ReportingDescriptor } from 'sarif';
import type { Package } from '../../model/package.ts';
import type { Vulnerability } from '../../model/report.ts';
import { vulnerabilityAddress, webAddress } from '../content/address.ts';
import { code, escapeMarkdown, link } from '../content/markdown.ts';
import { cut, plain } from '../content/plain.ts';
import { type Alert, ruleIdOf } from './alert.ts';
import { fromDistribution, purlType } from './purl.ts';
import { compareRating, levelOf, ratingText, securitySeverity } from './severity.ts';

const LONGEST_TITLE = 255;
const LONGEST_TEXT = 1024;
const MOST_TAGS = 10;
const MOST_CWES = 3;
const MOST_REFERENCES = 10;
const MOST_ALIASES = 20;
const REMEDY =
  'Upgrade the package to a version that has the fix, or rebuild the image on an updated base. ' +
  'Each alert names the installed version and, where there is one, the version with the fix.';

/**
 * The rule of one vulnerability, from all alerts about it (at least one). It tells what the advisory tells and nothing of the
 * image, so that it is the same rule in every image; only its rating is the worst that any of the alerts carries.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317836
 */
export function ruleOf(alerts: readonly [Alert, ...Alert[]]): ReportingDescriptor {
  const vulnerability = worstOf(alerts);
  const packages = alerts.map(({ group }) => group.findings[0].package);
  const distribution = packages.every(fromDistribution);
  const title = titleOf(vulnerability);
  const { rating } = vulnerability;
  return {
    id: ruleIdOf(vulnerability.id),
    name: distribution ? 'OsPackageVulnerability' : 'LanguagePackageVulnerability',
    shortDescription: { text: cut(`${ruleIdOf(vulnerability.id)}: ${title}`, LONGEST_TITLE) },
    fullDescription: { text: plain(vulnerability.details, LONGEST_TEXT) || title },
    help: { text: helpText(vulnerability), markdown: helpMarkdown(vulnerability) },
    helpUri: vulnerabilityAddress(vulnerability.id),
    defaultConfiguration: { level: levelOf(rating.severity) },
    properties: {
      tags: tagsOf(vulnerability, distribution, packages.map(purlType)),
      precision: precisionOf(packages),
      'security-severity': securitySeverity(rating),
      aliases: vulnerability.aliases.slice(0, MOST_ALIASES).map((alias) => plain(alias, 100)),
      ...(rating.vector === undefined ? {} : { cvss: [{ source: rating.origin, vector: plain(rating.vector, 255) }] }),
      ...(vulnerability.exploitation === undefined ? {} : { exploitation: vulnerability.exploitation }),
    },
  };
}

/**
 * A distribution judges its own package by name; elsewhere a range of versions is compared; and what a Java archive is, may have been
 * told by its file's name.
 */
function precisionOf(packages: readonly Package[]): 'very-high' | 'high' | 'medium' {
  if (packages.some((pkg) => purlType(pkg) === 'maven')) return 'medium';
  return packages.every(fromDistribution) ? 'very-high' : 'high';
}

function worstOf([{ group }, ...alerts]: readonly [Alert, ...Alert[]]): Vulnerability {
  let worst = group.vulnerability;
  for (const { group: other } of alerts) {
    if (compareRating(other.vulnerability.rating, worst.rating) < 0) worst = other.vulnerability;
  }
  return worst;
}

function titleOf({ summary, details }: Vulnerability): string {
  const title = plain(summary, LONGEST_TITLE);
  if (title !== '') return title;
  const [sentence = ''] = plain(details, LONGEST_TITLE).split(/(?<=[.!?]) (?=\p{Lu})/u);
  return sentence || 'a known vulnerability';
}

function cwesOf(vulnerability: Vulnerability): readonly string[] {
  return vulnerability.cwes.filter((cwe) => /^CWE-\d{1,6}$/.test(cwe)).slice(0, MOST_CWES);
}

function tagsOf(vulnerability: Vulnerability, distribution: boolean, types: readonly string[]): string[] {
  const tags = [
    'security',
    'vulnerability',
    distribution ? 'os-package' : 'language-package',
    ...(vulnerability.exploitation?.knownExploited === undefined ? [] : ['kev']),
    ...cwesOf(vulnerability).map((cwe) => `external/cwe/${cwe.toLowerCase()}`),
    ...types.filter((type) => type !== ''),
  ];
  return [...new Set(tags)].slice(0, MOST_TAGS);
}

function helpText(vulnerability: Vulnerability): string {
  const title = titleOf(vulnerability).replace(/[.!?]?$/, '.');
  const heading = `${ruleIdOf(vulnerability.id)} (${ratingText(vulnerability.rating)}): ${title}`;
  return cut(`${heading} ${REMEDY} Details: ${vulnerabilityAddress(vulnerability.id)}`, LONGEST_TEXT);
}

function helpMarkdown(vulnerability: Vulnerability): string {
  const { rating, aliases } = vulnerability;
  const cwes = cwesOf(vulnerability).map((cwe) => link(cwe, `https://cwe.mitre.org/data/definitions/${cwe.slice(4)}.html`));
  const rows = [
    ['Severity', `**${ratingText(rating)}** (source: ${rating.origin})`],
    ['Vector', rating.vector === undefined ? '' : code(rating.vector, 255)],
    ['Weakness', cwes.join(', ')],
    [
      'Aliases',
      aliases
        .slice(0, MOST_ALIASES)
        .map((alias) => escapeMarkdown(alias, 100))
        .join(', '),
    ],
  ].filter(([, value]) => value !== '');
  const id = link(ruleIdOf(vulnerability.id), vulnerabilityAddress(vulnerability.id));
  return [
    `**${id}** — ${escapeMarkdown(titleOf(vulnerability), LONGEST_TITLE)}`,
    ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n'),
    escapeMarkdown(vulnerability.details, LONGEST_TEXT),
    `### Remediation\n\n${REMEDY}`,
    referencesOf(vulnerability),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function referencesOf({ references }: Vulnerability): string {
  const addresses = new Set(references.map(webAddress).filter((address) => address !== undefined));
  const links = [...addresses].slice(0, MOST_REFERENCES).map((address) => `- ${link(address, address)}`);
  return links.length === 0 ? '' : `### References\n\n${links.join('\n')}`;
}
