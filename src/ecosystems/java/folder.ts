/** Folders of an archive that say nothing of where its classes are. */
const NOT_CLASSES = /^(?:META-INF|BOOT-INF|WEB-INF)\//;
const CLASS = '.class';
const LONGEST = 1024;

/** Finds the folder that all classes of an archive lie under, from their paths. */
export class ClassFolder {
  #parts: readonly string[] | undefined;

  add(path: string): void {
    if (!path.endsWith(CLASS) || path.length > LONGEST || NOT_CLASSES.test(path)) return;
    const parts = path.split('/').slice(0, -1);
    // Classes without a package are those of the module system.
    if (parts.length > 0) this.#parts = shared(this.#parts ?? parts, parts);
  }

  /** The parts of the folder's path; none where there is no such folder. */
  parts(): readonly string[] {
    return this.#parts ?? [];
  }
}

function shared(one: readonly string[], other: readonly string[]): readonly string[] {
  const length = one.findIndex((part, index) => part !== other[index]);
  return length < 0 ? one : one.slice(0, length);
}
