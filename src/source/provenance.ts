import type { Dockerfile, Instruction } from './dockerfile.ts';

/** What BuildKit tells of a build, as far as it leads from layers to lines. */
export interface Provenance {
  /** The files that were built from. */
  readonly sources: readonly string[];
  /** A step's places: the number of the file, and the line that it begins on. */
  readonly locations: ReadonlyMap<string, readonly { readonly source: number; readonly line: number }[]>;
  /** A step, and digests of all layers of the image that it ended in, the lowest first. */
  readonly chains: readonly { readonly step: string; readonly digests: readonly string[] }[];
}

const LARGEST = 64 * 1024 * 1024;
const MOST = 10_000;
const V02 = 'https://mobyproject.org/buildkit@v1#metadata';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what BuildKit wrote: an in-toto statement, its predicate alone, or what `docker buildx build --metadata-file` writes, in
 * SLSA 0.2 or 1. Empty where the text tells nothing of layers, as in mode `min`.
 * https://docs.docker.com/build/metadata/attestations/slsa-definitions/
 */
export function parseProvenance(text: string): readonly Provenance[] {
  if (text.length > LARGEST) return [];
  return predicatesOf(document(text)).flatMap((predicate) => {
    const v1 = record(record(record(predicate['runDetails'])['metadata'])['buildkit_metadata']);
    const metadata = 'layers' in v1 ? v1 : record(record(predicate['metadata'])[V02]);
    const chains = chainsOf(record(metadata['layers']));
    if (chains.length === 0) return [];
    const source = record(metadata['source']);
    return [{ sources: sourcesOf(source), locations: locationsOf(record(source['locations'])), chains }];
  });
}

/**
 * Which instruction made which layer, by the layer's index, as the builder tells it. Undefined where it built another text, for then
 * its lines are others. Layers of steps that it does not tell of are not in the answer.
 */
export function byProvenance(
  layers: readonly string[],
  { lines, stages }: Dockerfile,
  provenances: readonly Provenance[],
): ReadonlyMap<number, Instruction> | undefined {
  const text = lines.join('\n');
  const instructions = stages.flatMap((stage) => [stage.from, ...stage.instructions]);
  for (const { sources, locations, chains } of provenances) {
    const own = sources.findIndex((source) => source.replaceAll('\r\n', '\n').replace(/^\ufeff/, '') === text);
    if (own === -1) continue;
    const found = new Map<number, Instruction>();
    const fitting = chains.filter(({ digests }) => digests.every((digest, index) => digest === layers[index]));
    for (const { step, digests } of fitting.toSorted((a, b) => a.digests.length - b.digests.length)) {
      const line = locations.get(step)?.findLast(({ source }) => source === own)?.line;
      const instruction = instructions.find(
        ({ startLine, endLine }) => line !== undefined && startLine <= line && line <= endLine,
      );
      if (instruction === undefined) continue;
      // A base brings all of its layers, and any other step its last one.
      const first = instruction.keyword === 'FROM' ? 0 : digests.length - 1;
      for (let index = first; index < digests.length; index += 1) if (!found.has(index)) found.set(index, instruction);
    }
    if (found.size > 0) return found;
  }
  return undefined;
}

function predicatesOf(root: Json): readonly Json[] {
  const built = Object.entries(root).filter(([key]) => /^buildx\.build\.provenance(?:\/|$)/.test(key));
  const statements = built.length === 0 ? [root] : built.map(([, value]) => record(value));
  return statements.map((statement) => ('predicate' in statement ? record(statement['predicate']) : statement));
}

function sourcesOf(source: Json): readonly string[] {
  return list(source['infos']).map((info) => {
    const data = record(info)['data'];
    return typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : '';
  });
}

function locationsOf(locations: Json): Provenance['locations'] {
  return new Map(
    Object.entries(locations).map(([step, value]) => [
      step,
      list(record(value)['locations']).flatMap((location) => {
        const { sourceIndex = 0, ranges } = record(location);
        const line = record(record(list(ranges)[0])['start'])['line'];
        return typeof line === 'number' && typeof sourceIndex === 'number' ? [{ source: sourceIndex, line }] : [];
      }),
    ]),
  );
}

function chainsOf(layers: Json): Provenance['chains'] {
  return Object.entries(layers).flatMap(([output, chains]) => {
    const step = output.split(':', 1)[0] ?? '';
    return list(chains).map((chain) => ({ step, digests: list(chain).map((layer) => String(record(layer)['digest'])) }));
  });
}

function document(text: string): Json {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST) : [];
}
