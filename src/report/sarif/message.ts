import type { LayerOrigin } from '../../model/package.ts';
import { type FindingGroup, type Report, sourceOf } from '../../model/report.ts';
import { instructionOf } from '../content/instruction.ts';
import { layerNumber, layersOf } from '../content/layers.ts';
import { cut, plain } from '../content/plain.ts';
import { formatNumber } from '../content/quantity.ts';
import { escapeMessage } from './message-text.ts';
import { layerPlace } from './place.ts';
import { linkOf, MOST_LAYERS } from './related.ts';
import { severityTitle } from './severity.ts';

const LONGEST = 1024;
const LONGEST_INSTRUCTION = 160;
const MOST_NAMES = 10;

/** What an alert says. GitHub shows the first sentence alone where room is short, so that sentence is the whole story. */
export function messageOf(group: FindingGroup, report: Report): string {
  const versions = [...new Set(group.findings.map((finding) => sourceOf(finding.package).version))];
  const subject = `${plain(group.name, 150)} ${listed(versions, 3, 80)} in image ${plain(report.image.name, 200)}`;
  const vulnerability = `${plain(group.vulnerability.id, 80)} (${severityTitle(group.vulnerability.rating.severity)})`;
  const fix = group.fixedIn === undefined ? 'and has no fix yet' : `fixed in ${plain(group.fixedIn, 80)}`;
  let text = cut(escapeMessage(`${subject} is affected by ${vulnerability}, ${fix}.`), LONGEST);
  // A sentence that has no room is left out whole: half a link is none.
  for (const sentence of [escapeMessage(binariesOf(group)), layersText(group, report)]) {
    if (sentence !== '' && text.length + 1 + sentence.length <= LONGEST) text += ` ${sentence}`;
  }
  return text;
}

function layersText(group: FindingGroup, report: Report): string {
  const layers = layersOf(group).slice(0, MOST_LAYERS);
  return `Brought by ${layers.map((layer) => layerText(layer, group, report)).join('; ')}.`;
}

function binariesOf(group: FindingGroup): string {
  const names = [...new Set(group.findings.map((finding) => finding.package.name))];
  return names.every((name) => name === group.name) ? '' : `Installed binary packages: ${listed(names, MOST_NAMES, 40)}.`;
}

/** With the instruction as a link where the repository has it: `layer 2 of 3: [RUN make](1)`. */
function layerText(layer: LayerOrigin, group: FindingGroup, report: Report): string {
  const place = layerPlace(layer.index, report);
  const written = place?.instruction ?? (layer.createdBy === undefined ? '' : instructionOf(layer.createdBy));
  const instruction = escapeMessage(plain(written, LONGEST_INSTRUCTION));
  const link = linkOf(layer.index, group, report);
  const number = `${place?.place.kind === 'base' ? 'the base image, ' : ''}layer ${layerNumber(layer, report)}`;
  if (instruction === '') return number;
  return link === undefined ? `${number}: ${instruction}` : `${number}: [${instruction}](${link})`;
}

function listed(texts: readonly string[], most: number, longest: number): string {
  const shown = texts.slice(0, most).map((text) => plain(text, longest));
  const rest = texts.length > most ? ` and ${formatNumber(texts.length - most)} more` : '';
  return `${shown.join(', ')}${rest}`;
}
