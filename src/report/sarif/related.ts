import type { Location } from 'sarif';
import type { LayerPlace } from '../../model/place.ts';
import type { FindingGroup, Report } from '../../model/report.ts';
import { layersOf } from '../content/layers.ts';
import { imageLocation, imageUri, locationOf, pathsOf } from './location.ts';
import { escapeMessage } from './message-text.ts';
import { isRepositoryFile, layerPlace, lockfilePlaces, physicalLocation } from './place.ts';

const MOST_RELATED = 20;
/** How many layers a result tells of. */
export const MOST_LAYERS = 3;

/** The instructions that brought a group's packages, as far as the repository has them. A message links to them by their numbers. */
export function linkedLayers(group: FindingGroup, report: Report): readonly LayerPlace[] {
  const layers = layersOf(group).slice(0, MOST_LAYERS);
  const places = layers.map(({ index }) => layerPlace(index, report)).filter((layer) => layer !== undefined);
  // All layers of a base are the same `FROM`.
  return [...new Map(places.map((layer) => [lineOf(layer), layer])).values()];
}

/** The number under which a message links to a layer's instruction; undefined where it is not known. */
export function linkOf(layer: number, group: FindingGroup, report: Report): number | undefined {
  const place = layerPlace(layer, report);
  const index = place === undefined ? -1 : linkedLayers(group, report).findIndex((other) => lineOf(other) === lineOf(place));
  return index === -1 ? undefined : index + 1;
}

/** The other places that tell of a group: instructions, further lines of lock files, further files of the image. */
export function relatedLocationsOf(group: FindingGroup, report: Report): Location[] {
  const linked = linkedLayers(group, report).map(({ instruction, place }) => related(instruction, physicalLocation(place)));
  const locked = lockfilePlaces(group, report)
    .slice(1)
    .map((place) => related('Also named here.', physicalLocation(place)));
  const own = locationOf(group, report).physicalLocation?.artifactLocation?.uri;
  const uris = [...new Set(pathsOf(group).map((path) => imageUri(report.image.name, path)))];
  const recorded = uris
    .filter((uri) => uri !== own && !isRepositoryFile(uri, report))
    .map((uri) => related('Recorded here in the image.', imageLocation(uri)));
  return [...linked, ...locked, ...recorded].slice(0, MOST_RELATED).map((location, index) => ({ id: index + 1, ...location }));
}

function related(text: string, physical: Location['physicalLocation']): Location {
  return { message: { text: escapeMessage(text) }, ...(physical === undefined ? {} : { physicalLocation: physical }) };
}

function lineOf({ place }: LayerPlace): string {
  return `${place.uri}:${place.startLine}`;
}
