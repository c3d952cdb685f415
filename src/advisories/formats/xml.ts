import { SaxesParser } from 'saxes';

/** An element with all that is in it. Names are without their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, the texts of its children left out. */
  readonly text: string;
}

export interface ElementChoice {
  /** What the document's outermost element is called. */
  readonly root: string;
  /** Whether an element of this name is wanted. */
  wants(name: string): boolean;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

const MOST_DEPTH = 64;
/** Elements and attributes inside a wanted one. */
const MOST_PARTS = 1_000_000;
/** Characters of text in a wanted element, and of input between one tag and the next. */
const MOST_TEXT = 16 * 1024 * 1024;

/**
 * The wanted elements of an XML document, one after the other; none of those that are inside another. Entities that a document declares
 * itself are errors, so that none can be unfolded. Throws an Error where it is not such a document, is cut off, or is larger in one place
 * than any true one.
 */
export async function* elementsOf(chunks: AsyncIterable<Uint8Array>, choice: ElementChoice): AsyncGenerator<XmlElement> {
  const reader = new ElementReader(choice);
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    reader.write(decoder.decode(chunk, { stream: true }));
    yield* reader.taken();
  }
  reader.write(decoder.decode());
  reader.end();
  yield* reader.taken();
}

class ElementReader {
  readonly #choice: ElementChoice;
  readonly #parser = new SaxesParser();
  /** The wanted element that is open, and those inside it. */
  readonly #open: OpenElement[] = [];
  #done: XmlElement[] = [];
  #depth = 0;
  #parts = 0;
  #characters = 0;
  /** Characters since the last tag. */
  #silence = 0;

  constructor(choice: ElementChoice) {
    this.#choice = choice;
    this.#parser.on('opentag', ({ name, attributes }) => {
      this.#begin(localName(name), attributes);
    });
    this.#parser.on('closetag', () => {
      this.#end();
    });
    this.#parser.on('text', (text) => {
      this.#add(text);
    });
    this.#parser.on('cdata', (text) => {
      this.#add(text);
    });
  }

  write(text: string): void {
    this.#silence += text.length;
    this.#parser.write(text);
    if (this.#silence > MOST_TEXT) throw new Error('Its XML has more text in one place than any such document has.');
  }

  end(): void {
    this.#parser.close();
  }

  taken(): readonly XmlElement[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#silence = 0;
    if (this.#depth === 0 && name !== this.#choice.root) {
      throw new Error(
        `It is not the XML that it should be: it begins with "${name.slice(0, 40)}", not with "${this.#choice.root}".`,
      );
    }
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw new Error('Its XML is nested too deeply.');
    const parent = this.#open.at(-1);
    if (parent === undefined && !this.#choice.wants(name)) return;
    this.#count(attributes);
    const element: OpenElement = { name, attributes, children: [], text: '' };
    parent?.children.push(element);
    this.#open.push(element);
  }

  #count(attributes: Readonly<Record<string, string>>): void {
    if (this.#open.length === 0) {
      this.#parts = 0;
      this.#characters = 0;
    }
    this.#parts += 1 + Object.keys(attributes).length;
    if (this.#parts > MOST_PARTS) throw new Error('Its XML has an element with more in it than any such document has.');
  }

  #add(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined) return;
    this.#characters += text.length;
    if (this.#characters > MOST_TEXT) throw new Error('Its XML has more text in one place than any such document has.');
    element.text += text;
  }

  #end(): void {
    this.#silence = 0;
    this.#depth -= 1;
    const element = this.#open.pop();
    if (element !== undefined && this.#open.length === 0) this.#done.push(element);
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The children of this name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first child of this name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of this name, without the blanks around it; empty where there is none. */
export function textOf(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}
