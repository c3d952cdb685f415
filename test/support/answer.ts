import type { Answer } from '../../src/registry/transport.ts';

/** An answer that came from nowhere. Headers are by lower-case name; a list is a line each. */
export function answerOf(
  url: string | URL,
  status: number,
  {
    headers = {},
    body = '',
  }: { readonly headers?: Readonly<Record<string, string | readonly string[]>>; readonly body?: string } = {},
): Answer {
  const all = (name: string) => [headers[name] ?? []].flat();
  return {
    url: new URL(url),
    status,
    header: (name) => all(name)[0],
    headers: all,
    body: new Blob([body]).stream(),
    cancel: () => undefined,
  };
}
