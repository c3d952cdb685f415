/** What can be done about a refused upload, by its status. Each completes a sentence. */
export const ADVICE: Readonly<Record<number, string>> = {
  401: 'check the input "github-token"',
  403: 'give the job "security-events: write", and in a private repository enable code scanning',
  404: 'enable code scanning, and let the token see the repository',
  413: 'code scanning takes 10 MiB of gzip; narrow it with the input "severity"',
};
