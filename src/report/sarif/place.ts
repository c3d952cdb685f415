import type { PhysicalLocation } from 'sarif';
import type { LayerPlace, PackagePlace, Place, Places } from '../../model/place.ts';
import type { FindingGroup, Report } from '../../model/report.ts';
import { layersOf } from '../content/layers.ts';
import { compareText } from '../content/rank.ts';

/** What relative addresses in the file are relative to. It has no address of its own that could clash with a checkout's. */
export const BASE_ID = '%SRCROOT%';

interface Index {
  readonly packages: ReadonlyMap<string, Place>;
  readonly layers: ReadonlyMap<number, LayerPlace>;
  readonly files: ReadonlySet<string>;
}

const NOWHERE: Places = { files: [], packages: [], layers: [] };
/** A report has thousands of results, and its places are put in order once. */
const indexes = new WeakMap<Places, Index>();

/**
 * Where in the repository a group of findings is best mended: the line of a lock file, else the instruction that brought it, else
 * the `FROM` that did. Undefined where the repository is not known to decide on it.
 */
export function placeOf(group: FindingGroup, report: Report): Place | undefined {
  return lockfilePlaces(group, report)[0] ?? instructionPlace(group, report);
}

/** The lines of lock files that name packages of the group, each once, in an order that no scan changes. */
export function lockfilePlaces(group: FindingGroup, report: Report): readonly Place[] {
  const { packages } = indexOf(report);
  const places = group.findings.map((finding) => packages.get(finding.package.purl)).filter((place) => place !== undefined);
  const once = new Map(places.map((place) => [`${place.uri}:${place.startLine}`, place]));
  return [...once.values()].sort((a, b) => compareText(a.uri, b.uri) || a.startLine - b.startLine);
}

/** What the repository says of a layer. */
export function layerPlace(layer: number, report: Report): LayerPlace | undefined {
  return indexOf(report).layers.get(layer);
}

/** Whether a file of the repository is known to have this address. */
export function isRepositoryFile(uri: string, report: Report): boolean {
  return indexOf(report).files.has(uri);
}

/** A place as SARIF has it, with the four numbers that GitHub wants. */
export function physicalLocation({ uri, startLine, startColumn, endLine, endColumn }: Omit<Place, 'kind'>): PhysicalLocation {
  return { artifactLocation: { uri, uriBaseId: BASE_ID }, region: { startLine, startColumn, endLine, endColumn } };
}

// What an instruction of one's own brought can be mended there, whatever the base has of the same source.
function instructionPlace(group: FindingGroup, report: Report): Place | undefined {
  const layers = layersOf(group).map(({ index }) => layerPlace(index, report));
  const told = layers.filter((layer) => layer !== undefined);
  const layer = told.find(({ place }) => place.kind === 'instruction') ?? told[0];
  return layer === undefined ? undefined : (lineOf(layer.lines ?? [], group) ?? layer.place);
}

function lineOf(lines: readonly PackagePlace[], group: FindingGroup): Place | undefined {
  const purls = new Set(group.findings.map((finding) => finding.package.purl));
  return lines.find(({ purl }) => purls.has(purl))?.place;
}

function indexOf({ places = NOWHERE }: Report): Index {
  const known = indexes.get(places);
  if (known !== undefined) return known;
  const index = {
    packages: new Map(places.packages.map(({ purl, place }) => [purl, place])),
    layers: new Map(places.layers.map((layer) => [layer.layer, layer])),
    files: new Set(places.files),
  };
  indexes.set(places, index);
  return index;
}
