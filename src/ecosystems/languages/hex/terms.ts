/** A piece of a file of Erlang terms: https://www.erlang.org/doc/system/data_types.html */
export interface Token {
  readonly kind: 'atom' | 'text' | 'mark';
  readonly text: string;
}

/** What its first character does not tell: white space, a word, a mark. */
const PIECE = /\s+|([\p{L}\p{N}_@]+)|\S/uy;

/**
 * The file's tokens without its comments, one at a time. Escapes are left as they are: no name and no version has any. What is quoted
 * and never closed goes on to the end of the file.
 */
export function* tokensOf(text: string): Generator<Token> {
  for (let at = 0; at < text.length; ) {
    const first = text.charAt(at);
    if (first === '%') {
      at = endOf(text.indexOf('\n', at), text);
    } else if (first === '"' || first === "'") {
      const end = closing(text, at);
      yield { kind: first === '"' ? 'text' : 'atom', text: text.slice(at + 1, end) };
      at = end + 1;
    } else {
      PIECE.lastIndex = at;
      const [piece = first, word] = PIECE.exec(text) ?? [];
      if (word !== undefined) yield { kind: 'atom', text: word };
      else if (piece.trim() !== '') yield { kind: 'mark', text: piece };
      at += piece.length;
    }
  }
}

function endOf(found: number, text: string): number {
  return found === -1 ? text.length : found;
}

/** Where the quoted text that begins here is closed. */
function closing(text: string, start: number): number {
  const quote = text[start];
  let at = start + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}
