/**
 * Plain text of a SARIF message in which no bracket makes a link, as `[text](target)` would:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317472
 */
export function escapeMessage(text: string): string {
  return text.replace(/[[\]\\]/g, '\\$&');
}
