import { readFileSync } from 'node:fs';
import type { Ajv, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** One of the published schemas in test/schemas. */
export function publishedSchema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../schemas/${name}`, import.meta.url), 'utf8')) as Record<string, unknown>;
}

/** The formats that schemas name, those included that the package leaves out. */
export function withFormats<Kind extends Ajv>(ajv: Kind): Kind {
  addFormats.default(ajv);
  ajv.addFormat('iri-reference', (text: string) => URL.canParse(text, 'https://base.test/') && !/[\s<>"{}|\\^`]/.test(text));
  ajv.addFormat('idn-email', (text: string) => text.includes('@'));
  return ajv;
}

/** What is wrong with a text by a schema: a list that is empty where nothing is. */
export function violations(check: ValidateFunction, text: string): readonly string[] {
  return check(JSON.parse(text)) ? [] : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
