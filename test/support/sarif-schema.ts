import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const FILE = new URL('../schemas/sarif-schema-2.1.0.json', import.meta.url);

/** Checks text against the SARIF schema: a list of what is wrong, empty where nothing is. */
export function schemaViolations(text: string): readonly string[] {
  return check(JSON.parse(text)) ? [] : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const check = compileSchema();

function compileSchema() {
  // The schema is written in draft-04. What it uses means the same in draft-07 but for the names of these two keys, and one of its
  // patterns is a regular expression only where Unicode mode is off.
  const { id, $schema: _, ...schema } = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown> & { id: string };
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile({ ...schema, $id: id });
}
