/** A JSON object of which nothing is known yet. Its fields are its own alone, whatever they are called. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads JSON with or without a byte order mark. Throws an Error where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    // The parser's message shows a piece of the file, which may be a secret.
    throw new Error('it is not JSON', { cause });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of the object itself; undefined where it has none of that name, or where it is no object. */
export function fieldOf(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** As `fieldOf`, where the field is text that says something. */
export function textOf(object: unknown, name: string): string | undefined {
  const value = fieldOf(object, name);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
