import type { VersionOrder } from '../ecosystem.ts';
import { compareDigits } from './digits.ts';
import { type Grammar, partsOf } from './grammar.ts';
import { comparePreReleases } from './identifiers.ts';
import { compareInTurn, compareNumbersFirst, isDigits } from './mixed.ts';
import { compareNumbers } from './numbers.ts';

/** The order of NuGet's packages: semantic versions with a fourth number, in which the case of letters does not count. */
export const NUGET_VERSIONS: VersionOrder = {
  id: 'nuget',
  specification: 'https://learn.microsoft.com/nuget/concepts/package-versioning',
  compare: compareNugetVersions,
};

const GRAMMAR: Grammar = {
  title: 'a NuGet version',
  pattern: /^\s*(?<numbers>\d+(?:\.\d+){0,3})(?:-(?<labels>[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z.-]*)?\s*$/,
};

// A label that does not fit 32 bits is no number to NuGet: `1.0.0-20240329120000` is ordered as text.
const GREATEST_LABEL = '2147483647';

interface NugetVersion {
  readonly numbers: readonly string[];
  readonly labels: readonly string[];
}

/** Negative, zero or positive. Throws an Error that names the version where it is not NuGet's. */
export function compareNugetVersions(a: string, b: string): number {
  const left = parseNugetVersion(a);
  const right = parseNugetVersion(b);
  return compareNumbers(left.numbers, right.numbers) || comparePreReleases(left.labels, right.labels, compareLabels);
}

function parseNugetVersion(version: string): NugetVersion {
  const { numbers = '', labels } = partsOf(version, GRAMMAR);
  return { numbers: numbers.split('.'), labels: labels?.toLowerCase().split('.') ?? [] };
}

function compareLabels(a: readonly string[], b: readonly string[]): number {
  return compareInTurn(a, b, (x, y) => compareNumbersFirst(x, y, isNumber));
}

function isNumber(label: string): boolean {
  return isDigits(label) && compareDigits(label, GREATEST_LABEL) <= 0;
}
