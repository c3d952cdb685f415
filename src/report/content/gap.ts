import type { Gap } from '../../model/report.ts';
import { plain } from './plain.ts';

const LONGEST = 400;

/** A gap as a sentence. */
export function gapText({ subject, reason }: Gap): string {
  return `${plain(subject, LONGEST)} could not be judged: ${plain(reason, LONGEST)}`;
}

/** What was left unjudged on purpose, as a sentence. */
export function unjudgedText({ subject, reason }: Gap): string {
  return `${plain(subject, LONGEST)} was left unjudged: ${plain(reason, LONGEST)}`;
}
