import type { Membership } from './selection.ts';
import type { Exploitation } from '../../model/report.ts';

export interface EpssScores {
  /** RFC 3339: the day for which the model was run. */
  readonly date?: string;
  /** `v2025.03.14` */
  readonly model?: string;
  /** By CVE. */
  readonly scores: ReadonlyMap<string, NonNullable<Exploitation['epss']>>;
  /** Lines that say nothing readable of what is wanted. */
  readonly unread: readonly string[];
}

const HEADING = 'cve,epss,percentile';

/**
 * Reads the scores of a day, `cve,epss,percentile` in lines, for the wanted CVEs: https://www.first.org/epss/data_stats Throws an Error where
 * the text is no such list.
 */
export function readEpss(text: string, wanted: Membership): EpssScores {
  const lines = linesOf(text);
  const first = lines.next().value ?? '';
  const isComment = first.startsWith('#');
  if ((isComment ? lines.next().value : first) !== HEADING) {
    throw new Error(`It is not a list of EPSS scores: it does not begin with "${HEADING}".`);
  }
  const scores = new Map<string, NonNullable<Exploitation['epss']>>();
  const unread: string[] = [];
  for (const line of lines) {
    const [cve = '', ...shares] = line.split(',', 4);
    if (!wanted.has(cve)) continue;
    const [probability = 0, percentile = 0] = shares.map(Number);
    if (shares.length === 2 && shares.every(isShare)) scores.set(cve, { probability, percentile });
    else unread.push(line.slice(0, 100));
  }
  return { ...(isComment ? headOf(first) : {}), scores, unread };
}

function headOf(comment: string): Pick<EpssScores, 'date' | 'model'> {
  const date = /\bscore_date:([^,\s]+)/.exec(comment)?.[1];
  const model = /\bmodel_version:([^,\s]+)/.exec(comment)?.[1];
  return { ...(date === undefined ? {} : { date }), ...(model === undefined ? {} : { model }) };
}

// One after the other: a list has hundreds of thousands.
function* linesOf(text: string): Generator<string, undefined> {
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    const line = text.slice(from, end).trim();
    if (line !== '') yield line;
    from = end + 1;
  }
  return undefined;
}

/** A number from 0 to 1: `0.00042`, `1`, `4.2e-4`. */
function isShare(text: string): boolean {
  return /^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text) && Number(text) <= 1;
}
