/** A vector of CVSS 3, taken apart: https://www.first.org/cvss/v3.1/specification-document */
export interface Cvss3 {
  readonly version: '3.0' | '3.1';
  readonly vector: string;
  /** By the names of the NVD's JSON, `attackVector`, in words: `NETWORK`. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** The base metrics of CVSS 3: the name and the words that the NVD's JSON has for them. */
const BASE: ReadonlyMap<string, readonly [string, Readonly<Record<string, string>>]> = new Map([
  ['AV', ['attackVector', { N: 'NETWORK', A: 'ADJACENT_NETWORK', L: 'LOCAL', P: 'PHYSICAL' }]],
  ['AC', ['attackComplexity', { L: 'LOW', H: 'HIGH' }]],
  ['PR', ['privilegesRequired', { N: 'NONE', L: 'LOW', H: 'HIGH' }]],
  ['UI', ['userInteraction', { N: 'NONE', R: 'REQUIRED' }]],
  ['S', ['scope', { U: 'UNCHANGED', C: 'CHANGED' }]],
  ['C', ['confidentialityImpact', { N: 'NONE', L: 'LOW', H: 'HIGH' }]],
  ['I', ['integrityImpact', { N: 'NONE', L: 'LOW', H: 'HIGH' }]],
  ['A', ['availabilityImpact', { N: 'NONE', L: 'LOW', H: 'HIGH' }]],
] as const);

/** The other metrics of CVSS 3, which need not be there. */
const OTHERS =
  /^(?:E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])$/;
const BASE_4 =
  /^CVSS:4\.0\/AV:[NALP]\/AC:[LH]\/AT:[NP]\/PR:[NLH]\/UI:[NPA]\/VC:[HLN]\/VI:[HLN]\/VA:[HLN]\/SC:[HLN]\/SI:[HLN]\/SA:[HLN](?:\/E:[XAPU])?$/;
const BASE_2 = /^AV:[NAL]\/AC:[LMH]\/Au:[MSN]\/C:[NPC]\/I:[NPC]\/A:[NPC]$/;
const LONGEST = 128;
const VERSIONS = ['3.0', '3.1'] as const;

/** Reads a vector of CVSS 3; undefined where it is none, or not a whole one. */
export function cvss3(vector: string): Cvss3 | undefined {
  const version = vector.length > LONGEST ? undefined : VERSIONS.find((one) => vector.startsWith(`CVSS:${one}/`));
  if (version === undefined) return undefined;
  const parts = vector.split('/').slice(1);
  const read = parts.map(baseMetric);
  if (parts.some((part, index) => read[index] === undefined && !OTHERS.test(part))) return undefined;
  const metrics = Object.fromEntries(read.filter((metric) => metric !== undefined));
  return Object.keys(metrics).length === BASE.size ? { version, vector, metrics } : undefined;
}

/** `AV:N` by name and in words; undefined where it is no base metric. */
function baseMetric(part: string): readonly [string, string] | undefined {
  const [name, words] = BASE.get(part.slice(0, part.indexOf(':'))) ?? [];
  const value = part.slice(part.indexOf(':') + 1);
  const word = words !== undefined && Object.hasOwn(words, value) ? words[value] : undefined;
  return name === undefined || word === undefined ? undefined : [name, word];
}

/** The version of CVSS that a vector is written in; undefined where it is none that is whole. */
export function cvssVersion(vector: string): '2.0' | '3.0' | '3.1' | '4.0' | undefined {
  if (BASE_4.test(vector)) return '4.0';
  return BASE_2.test(vector) ? '2.0' : cvss3(vector)?.version;
}
