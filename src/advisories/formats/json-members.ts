/** One member of a JSON object, as text. */
export interface JsonMember {
  readonly key: string;
  /** Undefined where it has more bytes than it may have. */
  readonly text: string | undefined;
}

export interface MemberChoice {
  /** Whether this member's text is wanted: the others are stepped over, and take no memory. */
  wants(key: string): boolean;
  /** The most bytes of one member. */
  readonly largest: number;
}

/** Bytes; no name of a package is near it. */
const LONGEST_KEY = 4096;

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const [SPACE, TAB, LINE_FEED, CARRIAGE_RETURN] = [0x20, 0x09, 0x0a, 0x0d];

/**
 * The wanted members of the one JSON object that a document is, one after the other, so that it never lies in memory as a whole. What is
 * inside a member is not looked at beyond its strings and brackets. Throws an Error where the document is no object, or where it ends
 * too early.
 */
export async function* membersOf(chunks: AsyncIterable<Uint8Array>, choice: MemberChoice): AsyncGenerator<JsonMember> {
  const splitter = new MemberSplitter(choice);
  for await (const chunk of chunks) yield* splitter.split(chunk);
  splitter.end();
}

type Part = 'start' | 'key' | 'in key' | 'colon' | 'value' | 'end';

class MemberSplitter {
  readonly #choice: MemberChoice;
  #part: Part = 'start';
  #isFirst = true;
  #key = '';
  /** What is kept of the key, or of a wanted value. */
  #pieces: Uint8Array[] = [];
  #size = 0;
  /** The most bytes that are kept of it. */
  #limit = 0;
  #isKept = false;
  /** Brackets that are open inside the value. */
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(choice: MemberChoice) {
    this.#choice = choice;
  }

  *split(chunk: Uint8Array): Generator<JsonMember> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#part === 'in key') at = this.#readKey(chunk, at);
      else if (this.#part === 'value') {
        const end = this.#stepOver(chunk, at);
        this.#keep(chunk, at, end);
        at = end;
        if (at < chunk.length) {
          if (this.#isKept) yield { key: this.#key, text: this.#taken() };
          this.#part = chunk[at] === COMMA ? 'key' : 'end';
          at += 1;
        }
      } else {
        this.#between(chunk[at] ?? 0);
        at += 1;
      }
    }
  }

  /** Throws where the object is not closed. */
  end(): void {
    if (this.#part !== 'end') throw new Error('It is not JSON, or it ends too early.');
  }

  #between(byte: number): void {
    if (byte === SPACE || byte === TAB || byte === LINE_FEED || byte === CARRIAGE_RETURN) return;
    const part = `${this.#part} ${String.fromCharCode(byte)}`;
    if (part === 'start {') this.#part = 'key';
    else if (part === 'key }' && this.#isFirst) this.#part = 'end';
    else if (part === 'key "') {
      this.#part = 'in key';
      this.#isFirst = false;
      this.#begin(true, LONGEST_KEY);
    } else if (part === 'colon :') {
      this.#part = 'value';
      this.#begin(this.#choice.wants(this.#key), this.#choice.largest);
    } else throw new Error('It is not a JSON object.');
  }

  #begin(isKept: boolean, limit: number): void {
    this.#limit = limit;
    this.#pieces = [];
    this.#size = 0;
    this.#isKept = isKept;
  }

  #readKey(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && (this.#escaped || chunk[at] !== QUOTE)) {
      this.#escaped = !this.#escaped && chunk[at] === BACKSLASH;
      at += 1;
    }
    this.#keep(chunk, from, at);
    if (this.#size > LONGEST_KEY) throw new Error('It has a member whose name is too long.');
    if (at === chunk.length) return at;
    const key: unknown = JSON.parse(`"${this.#text()}"`);
    this.#key = String(key);
    this.#part = 'colon';
    return at + 1;
  }

  /** Where the value ends in this chunk: at the comma or the brace behind it. */
  #stepOver(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#inString) this.#stepInString(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
      else if (this.#depth === 0 && (byte === COMMA || byte === CLOSE_BRACE)) return at;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth -= 1;
    }
    return chunk.length;
  }

  #stepInString(byte: number | undefined): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  // A copy, because the chunk may be written over.
  #keep(chunk: Uint8Array, from: number, to: number): void {
    if (!this.#isKept) return;
    this.#size += to - from;
    if (this.#size > this.#limit) this.#pieces = [];
    else if (to > from) this.#pieces.push(Uint8Array.from(chunk.subarray(from, to)));
  }

  #taken(): string | undefined {
    return this.#size > this.#limit ? undefined : this.#text();
  }

  #text(): string {
    const text = new TextDecoder().decode(Buffer.concat(this.#pieces));
    this.#pieces = [];
    return text;
  }
}
