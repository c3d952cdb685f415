import { ScanError } from '../model/errors.ts';
import { clair } from './clair.ts';
import { cyclonedx } from './cyclonedx.ts';
import type { Format } from './format.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { quay } from './quay.ts';
import { sarif } from './sarif.ts';
import { spdx } from './spdx.ts';
import { table } from './table.ts';

/** Every format that a report can be written in. To add one: one file, one line. */
// biome-ignore format: one format a line
export const FORMATS: readonly Format[] = [
  sarif,
  json,
  table,
  markdown,
  cyclonedx,
  spdx,
  clair,
  quay,
  gitlab,
  junit,
];

/** The format of that name. Throws `USAGE` where there is none. */
export function formatById(id: string): Format {
  const format = FORMATS.find((candidate) => candidate.id === id);
  if (format !== undefined) return format;
  throw new ScanError('USAGE', `"${id}" is not a format.`, {
    hint: `Use one of: ${FORMATS.map((candidate) => candidate.id).join(', ')}.`,
  });
}
