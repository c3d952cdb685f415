/**
 * What GitHub code scanning demands of a SARIF file beyond the schema, as far as it documents it or was seen to refuse a file:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 * https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
import { gzipSync } from 'node:zlib';

type Json = Record<string, unknown>;

const MOST_GZIP = 10_000_000;
const MOST_RESULTS = 5000;
const MOST_RULES = 5000;
const MOST_TAGS = 10;
const MOST_RELATED = 100;
const LONGEST_TEXT = 1024;
const LONGEST_NAME = 255;
const LEVELS: ReadonlySet<unknown> = new Set(['note', 'warning', 'error']);
const PRECISIONS: ReadonlySet<unknown> = new Set(['very-high', 'high', 'medium', 'low']);
const REGION = ['startLine', 'startColumn', 'endLine', 'endColumn'];
const SCORE = /^(?:10\.0|\d\.\d)$/;

/** What is wrong with a file: one line each, empty where nothing is. */
export function limitViolations(text: string): readonly string[] {
  const log = record(JSON.parse(text));
  const runs = list(log['runs']);
  return [
    ...(gzipSync(text).length < MOST_GZIP ? [] : ['the file is 10 MB or more as gzip']),
    ...(log['version'] === '2.1.0' ? [] : ['version is not 2.1.0']),
    ...(log['$schema'] === 'https://json.schemastore.org/sarif-2.1.0.json' ? [] : ['$schema is not the address GitHub knows']),
    ...(runs.length === 1 ? [] : [`${runs.length} runs: one is wanted, for a category takes one`]),
    ...runs.flatMap(runViolations),
  ];
}

function runViolations(run: Json): string[] {
  const driver = record(record(run['tool'])['driver']);
  const rules = list(driver['rules']);
  const results = list(run['results']);
  const category = record(run['automationDetails'])['id'];
  return [
    ...named(driver, 'name', 'tool.driver'),
    ...(Array.isArray(driver['rules']) ? [] : ['tool.driver.rules is not a list']),
    ...(Array.isArray(run['results']) ? [] : ['results is not a list']),
    ...(isText(category) && /[^/]\/$/.test(category) ? [] : ['automationDetails.id does not end a category with a slash']),
    ...(/sha256[:-]/.test(String(category)) ? ['automationDetails.id holds a digest'] : []),
    ...(results.length > MOST_RESULTS ? [`${results.length} results`] : []),
    ...(rules.length > MOST_RULES ? [`${rules.length} rules`] : []),
    ...rules.flatMap(ruleViolations),
    ...repeated(rules.map((rule) => String(rule['id']))).map((id) => `rules contains duplicate item ${id}`),
    ...unused(rules, results),
    ...results.flatMap((result, index) => resultViolations(result, index, rules)),
    ...repeated(results.map(identityOf)).map((identity) => `two results with the identity ${identity}`),
  ];
}

function ruleViolations(rule: Json): string[] {
  const where = `rule ${String(rule['id'])}`;
  const properties = record(rule['properties']);
  const tags: unknown = properties['tags'];
  const level = record(rule['defaultConfiguration'])['level'];
  return [
    ...named(rule, 'id', 'rule'),
    ...(isText(rule['name']) && rule['name'].length > LONGEST_NAME ? [`${where}: name is too long`] : []),
    ...['shortDescription', 'fullDescription', 'help'].flatMap((field) => textViolations(rule[field], `${where}: ${field}`)),
    ...(Array.isArray(tags) && tags.length <= MOST_TAGS ? [] : [`${where}: tags are missing or more than ${MOST_TAGS}`]),
    ...severityViolations(properties['security-severity'], where),
    ...(PRECISIONS.has(properties['precision']) ? [] : [`${where}: precision is none of GitHub's`]),
    ...(LEVELS.has(level) ? [] : [`${where}: level is none of GitHub's`]),
  ];
}

function severityViolations(severity: unknown, where: string): string[] {
  if (typeof severity !== 'string') return [`${where}: security-severity is not a string`];
  if (!SCORE.test(severity)) return [`${where}: security-severity is not a number: ${severity}`];
  if (Number(severity) <= 0) return [`${where}: security-severity 0.0 hides the severity`];
  return severity === '9.0' ? [`${where}: security-severity 9.0 is in no band`] : [];
}

function resultViolations(result: Json, index: number, rules: readonly Json[]): string[] {
  const where = `result ${index}`;
  const locations = list(result['locations']);
  const related = list(result['relatedLocations']);
  const rule = rules[Number(result['ruleIndex'])];
  const hash = record(result['partialFingerprints'])['primaryLocationLineHash'];
  return [
    ...textViolations(result['message'], `${where}: message`),
    ...(rule !== undefined && rule['id'] === result['ruleId'] ? [] : [`${where}: ruleIndex does not lead to ruleId`]),
    ...(LEVELS.has(result['level']) ? [] : [`${where}: level is none of GitHub's`]),
    ...(locations.length === 1 ? [] : [`${where}: ${locations.length} locations, one is wanted`]),
    ...(related.length <= MOST_RELATED ? [] : [`${where}: ${related.length} related locations`]),
    ...[...locations, ...related].flatMap((location) => locationViolations(location, where)),
    ...(isText(hash) && /^[0-9a-f]{16}:\d+$/.test(hash) ? [] : [`${where}: primaryLocationLineHash is not a fingerprint`]),
  ];
}

function locationViolations(location: Json, where: string): string[] {
  const place = record(location['physicalLocation']);
  const region = record(place['region']);
  const missing = REGION.filter((field) => !Number.isInteger(region[field]) || Number(region[field]) < 1);
  return [...uriViolations(uriOf(location), where), ...missing.map((field) => `${where}: region.${field} is missing`)];
}

function uriViolations(uri: unknown, where: string): string[] {
  if (!isText(uri)) return [`${where}: uri is empty`];
  const segments = uri.split('/');
  return [
    ...(uri.startsWith('/') ? [`${where}: uri is absolute`] : []),
    ...(uri.includes(':') ? [`${where}: uri has a colon`] : []),
    ...(/^[\w.~!$&'()*+,;=@%/-]+$/.test(uri) && !/%(?![0-9A-F]{2})/.test(uri) ? [] : [`${where}: uri is not encoded`]),
    ...(segments.some((segment) => /^\.{0,2}$/.test(segment)) ? [`${where}: uri has an empty or a dotted segment`] : []),
  ];
}

function textViolations(message: unknown, where: string): string[] {
  const { text } = record(message);
  if (!isText(text)) return [`${where} has no text`];
  return text.length > LONGEST_TEXT ? [`${where} is longer than ${LONGEST_TEXT}`] : [];
}

function unused(rules: readonly Json[], results: readonly Json[]): string[] {
  const used = new Set(results.map((result) => result['ruleId']));
  return rules.filter((rule) => !used.has(rule['id'])).map((rule) => `rule ${String(rule['id'])} has no result`);
}

function named(object: Json, field: string, where: string): string[] {
  return isText(object[field]) ? [] : [`${where}: ${field} is empty`];
}

/** A result's identity to GitHub, beside the tool's: rule, path, hash. */
export function identityOf(result: Json): string {
  const [location] = list(result['locations']);
  const hash = record(result['partialFingerprints'])['primaryLocationLineHash'];
  return [result['ruleId'], uriOf(location ?? {}), hash].map(String).join(' ');
}

function uriOf(location: Json): unknown {
  return record(record(location['physicalLocation'])['artifactLocation'])['uri'];
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.has(text) || !seen.add(text));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}
