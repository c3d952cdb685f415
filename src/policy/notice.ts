/** Something that whoever wrote a policy should know of. It changes nothing by itself. */
export interface Notice {
  readonly level: 'warning' | 'notice';
  /** One sentence for a log; what it quotes of a file is not made printable. */
  readonly text: string;
}

/** At most so many are named one by one. */
const LONGEST_LIST = 10;

/** `a, b and 3 more`: a list that stays short, however many there are. */
export function listed(items: readonly string[]): string {
  const named = items.slice(0, LONGEST_LIST).join(', ');
  return items.length <= LONGEST_LIST ? named : `${named} and ${items.length - LONGEST_LIST} more`;
}
