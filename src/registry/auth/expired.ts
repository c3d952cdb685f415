import { errorText } from '../status.ts';
import type { Answer } from '../transport.ts';
import { withBody } from './replay.ts';

/** https://github.com/awslabs/soci-snapshotter/issues/1148 */
const EXPIRED = /authori[sz]ation token has expired/i;

/** A refusal, and what it says. */
export interface Refusal {
  /** The answer as if nobody had read it. */
  readonly answer: Answer;
  readonly text: string;
}

/** Reads what a refusal says. */
export async function readRefusal(answer: Answer, signal: AbortSignal): Promise<Refusal> {
  const text = await errorText(answer, signal);
  return { answer: withBody(answer, text), text };
}

/**
 * Whether a refusal other than 401 means that what was sent has expired. Amazon's registries say so with 403 and in words; its
 * public one with 400, no words that last, and no challenge: https://github.com/aws/containers-roadmap/issues/2835
 */
export function meansExpired({ answer, text }: Refusal, sent: string): boolean {
  if (EXPIRED.test(text)) return true;
  return answer.status === 400 && sent.startsWith('Bearer ') && answer.headers('www-authenticate').length === 0;
}
