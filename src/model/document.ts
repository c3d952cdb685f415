import * as v from 'valibot';

/** Why a document cannot be used; the message completes "… cannot be used: ". It becomes a `ScanError` before it leaves the model. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** A JSON object of which nothing is known yet. */
export type Document = Readonly<Record<string, unknown>>;

const DOCUMENT = v.pipe(
  v.unknown(),
  // A list would pass for an object whose fields are its places.
  v.check((value) => !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
);

/** Reads JSON. Throws `Unreadable` where it is none, or no object. */
export function parseDocument(text: string): Document {
  try {
    return v.parse(DOCUMENT, JSON.parse(text));
  } catch (cause) {
    throw new Unreadable('it is not a JSON object', { cause });
  }
}

/** What the schema makes of a document. Throws `Unreadable` that names the field at fault. */
export function validate<Schema extends v.GenericSchema>(schema: Schema, document: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Unreadable(`${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`);
}
