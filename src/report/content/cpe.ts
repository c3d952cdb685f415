const URI = /^cpe:\/[aho](?::[A-Za-z0-9._~%-]*){0,6}$/;
const FORMATTED = /^cpe:2\.3:[aho](?::(?:[A-Za-z0-9._~-]+|[*-])){10}$/;
const LONGEST = 512;

/** The name of a platform, where it is bound in one of the two ways: https://nvlpubs.nist.gov/nistpubs/Legacy/IR/nistir7695.pdf */
export function wellFormedCpe(text: string | undefined): string | undefined {
  if (text === undefined || text.length > LONGEST) return undefined;
  return URI.test(text) || FORMATTED.test(text) ? text : undefined;
}

/** Whether a name is bound as a URI, as version 2.2 has it. */
export function isCpeUri(cpe: string): boolean {
  return cpe.startsWith('cpe:/');
}
