/** What could not be read of a file, of which a file from nowhere may have millions: the first is told, the others are counted. */
export class Faults {
  #count = 0;
  #first = '';

  add(reason: string): void {
    if (this.#count === 0) this.#first = reason;
    this.#count += 1;
  }

  /** As `FileContent` has it: nothing where there are none. */
  gap(): { readonly gap?: string } {
    if (this.#count === 0) return {};
    return { gap: this.#count === 1 ? this.#first : `${this.#count} records are broken, the first thus: ${this.#first}` };
  }
}
