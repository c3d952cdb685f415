import { compareDigits, compareText } from './digits.ts';

type Compare = (a: string, b: string) => number;

/** Orders lists item by item; one that goes on is greater than where it began. */
export function compareInTurn(a: readonly string[], b: readonly string[], compare: Compare): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = compare(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Orders numbers by value and words as text, the numbers first. */
export function compareNumbersFirst(a: string, b: string, isNumber: (item: string) => boolean = isDigits): number {
  const left = isNumber(a);
  const right = isNumber(b);
  if (left && right) return compareDigits(a, b);
  return left === right ? compareText(a, b) : Number(right) - Number(left);
}

/** Orders numbers by value and words as text, the words first. */
export function compareWordsFirst(a: string, b: string): number {
  const order = compareNumbersFirst(a, b);
  return isDigits(a) === isDigits(b) ? order : -order;
}

/** Whether there is nothing but decimal digits. */
export function isDigits(item: string): boolean {
  return /^\d+$/.test(item);
}
