import type { Answer } from '../transport.ts';

/** The answer with another body: the one that was read to see what it says, for whoever reads it next. */
export function withBody(answer: Answer, body: string): Answer {
  return { ...answer, body: once(body), cancel: () => undefined };
}

async function* once(body: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(body, 'utf8'));
}
