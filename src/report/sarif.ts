import type { Format } from './format.ts';
import { fitted } from './sarif/fitting.ts';

/** SARIF 2.1.0 as GitHub code scanning wants it. One alert is one vulnerability in one source package. */
export const sarif: Format = {
  id: 'sarif',
  description: 'SARIF 2.1.0, for GitHub code scanning',
  render: (report) => fitted(report).text,
};
