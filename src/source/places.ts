import type { Package } from '../model/package.ts';
import type { LayerPlace, PackagePlace, Place, Places } from '../model/place.ts';
import { printable } from '../model/text.ts';
import { type Dockerfile, type Instruction, parseDockerfile } from './dockerfile.ts';
import { regionOf, repositoryUri, type SourceFile } from './file.ts';
import { byHistory } from './history.ts';
import { lockedPlaces } from './locked.ts';
import { byProvenance, parseProvenance } from './provenance.ts';
import { targetOf } from './target.ts';

/** What is known of the repository that an image was built from. */
export interface Origin {
  /** The image's layers, the lowest first. */
  readonly layers: readonly { readonly digest: string; readonly createdBy?: string }[];
  readonly packages: readonly Package[];
  /** The file that it was built by, and the stage, where that is not the last. */
  readonly dockerfile?: SourceFile & { readonly target?: string };
  /** What BuildKit attests of the build, as JSON. */
  readonly provenance?: readonly string[];
  readonly lockfiles: readonly SourceFile[];
}

/** An instruction of more lines than this is told by one line, where one names the package. */
const MANY_LINES = 10;
const LONGEST_INSTRUCTION = 512;

/** Where in the repository an image's packages and layers come from, as far as that can be told for certain. */
export function placesOf({ layers, packages, dockerfile, provenance = [], lockfiles }: Origin): Places {
  const files = [...lockfiles, ...(dockerfile === undefined ? [] : [dockerfile])].map(({ path }) => repositoryUri(path));
  return {
    files: [...new Set(files.filter((uri) => uri !== undefined))].sort(),
    packages: lockedPlaces(packages, lockfiles, dockerfile?.path),
    layers: dockerfile === undefined ? [] : layerPlaces({ layers, packages, provenance }, dockerfile),
  };
}

function layerPlaces(
  { layers, packages, provenance }: Required<Pick<Origin, 'layers' | 'packages' | 'provenance'>>,
  { path, text, target: name }: NonNullable<Origin['dockerfile']>,
): readonly LayerPlace[] {
  const dockerfile = parseDockerfile(text);
  const uri = repositoryUri(path);
  if (dockerfile === undefined || uri === undefined) return [];
  const target = targetOf(dockerfile, name);
  const digests = layers.map(({ digest }) => digest);
  const told = byProvenance(digests, dockerfile, provenance.flatMap(parseProvenance)) ?? new Map<number, Instruction>();
  const guessed =
    target === undefined
      ? new Map<number, Instruction>()
      : byHistory(
          layers.map(({ createdBy }) => createdBy),
          target,
        );
  return layers.flatMap((_, layer): LayerPlace[] => {
    const instruction = told.get(layer) ?? guessed.get(layer);
    if (instruction === undefined) return [];
    const place = placeOf(instruction, dockerfile, uri);
    const lines = linesNaming(
      packages.filter((pkg) => pkg.layer.index === layer),
      { instruction, dockerfile, place },
    );
    return [
      {
        layer,
        place,
        instruction: printed(instruction),
        told: told.has(layer) ? 'provenance' : 'history',
        ...(lines.length === 0 ? {} : { lines }),
      },
    ];
  });
}

function placeOf({ keyword, startLine, endLine }: Instruction, { lines }: Dockerfile, uri: string): Place {
  return { uri, ...regionOf(lines, startLine, endLine), kind: keyword === 'FROM' ? 'base' : 'instruction' };
}

/** Pull requests show an alert where all of its lines were changed, which for a long instruction is never. */
function linesNaming(
  packages: readonly Package[],
  {
    instruction,
    dockerfile,
    place,
  }: { readonly instruction: Instruction; readonly dockerfile: Dockerfile; readonly place: Place },
): readonly PackagePlace[] {
  const { startLine, endLine } = instruction;
  if (endLine - startLine < MANY_LINES) return [];
  const named = new Map<string, number>();
  for (let line = startLine; line <= endLine; line += 1) {
    const text = dockerfile.lines[line - 1] ?? '';
    if (text.trimStart().startsWith('#')) continue;
    for (const word of text.split(/[^\w.+@/-]+/)) {
      // `@scope/name@1.2` is the name with what is wanted of it.
      const name = word.replace(/(?<=.)@.*$/, '');
      if (!named.has(name)) named.set(name, line);
    }
  }
  return packages.flatMap(({ name, purl, source }) => {
    const line = named.get(name) ?? (source === undefined ? undefined : named.get(source.name));
    return line === undefined ? [] : [{ purl, place: { ...place, ...regionOf(dockerfile.lines, line, line) } }];
  });
}

function printed({ keyword, text }: Instruction): string {
  return printable(
    `${keyword} ${text}`
      .slice(0, LONGEST_INSTRUCTION * 4)
      .toWellFormed()
      .replace(/\s+/g, ' '),
  )
    .slice(0, LONGEST_INSTRUCTION)
    .toWellFormed();
}
