import { type Purl, parsePurl } from '../purl.ts';
import type { VexComponent, VexStatement } from './statement.ts';

/** A component by texts each of which is a package URL or another name. */
export function componentOf(texts: readonly (string | undefined)[]): VexComponent {
  const purls: Purl[] = [];
  const names: string[] = [];
  for (const text of texts) {
    if (text === undefined) continue;
    const purl = parsePurl(text);
    if (purl === undefined) names.push(text);
    else purls.push(purl);
  }
  return { purls, names };
}

/** Milliseconds since the epoch; undefined where nothing or no date is written. */
export function timeOf(...texts: readonly (string | null | undefined)[]): number | undefined {
  const times = texts.map((text) => Date.parse(text ?? ''));
  return times.find((time) => !Number.isNaN(time));
}

/** What a statement says of its reasons, without what is not said. */
export function reasonsOf(given: {
  readonly justification?: string | null | undefined;
  readonly impact?: string | null | undefined;
}): Pick<VexStatement, 'justification' | 'impact'> {
  const { justification, impact } = given;
  return { ...(justification ? { justification } : {}), ...(impact ? { impact } : {}) };
}

/** The names among what may be absent. */
export function namesAmong(names: readonly (string | null | undefined)[]): readonly string[] {
  return names.flatMap((name) => (name ? [name] : []));
}
