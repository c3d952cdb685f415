/** What JSON has where the form is not known to be kept: nothing here throws, and nothing is taken from a prototype. */

/** A member of an object; undefined where it is none. */
export function memberOf(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? Object.getOwnPropertyDescriptor(data, key)?.value : undefined;
}

/** A member that is a text and not empty. */
export function textOf(data: unknown, key: string): string | undefined {
  const value = memberOf(data, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A member that is a list; empty where it is none. */
export function listOf(data: unknown, key: string): readonly unknown[] {
  const value = memberOf(data, key);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The texts of a list. */
export function textsOf(data: unknown, key: string): readonly string[] {
  return listOf(data, key).filter((one) => typeof one === 'string');
}
