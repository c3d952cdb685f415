import type { LayerOrigin } from '../../model/package.ts';
import { type FindingGroup, type Report, sourceOf } from '../../model/report.ts';
import { instructionOf } from '../content/instruction.ts';
import { layerNumber, layersOf } from '../content/layers.ts';
import { cut, plain } from '../content/plain.ts';
import { formatNumber } from '../content/quantity.ts';
import { severityTitle } from './severity.ts';

const LONGEST = 1024;
const MOST_NAMES = 10;
const MOST_LAYERS = 3;

/**
 * What an alert says. GitHub shows the first sentence alone where room is short, so that sentence is the whole story.
 * `[text](target)` would be a link: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317472
 */
export function messageOf(group: FindingGroup, report: Report): string {
  const versions = [...new Set(group.findings.map((finding) => sourceOf(finding.package).version))];
  const subject = `${plain(group.name, 150)} ${listed(versions, 3, 80)} in image ${plain(report.image.name, 200)}`;
  const vulnerability = `${plain(group.vulnerability.id, 80)} (${severityTitle(group.vulnerability.rating.severity)})`;
  const fix = group.fixedIn === undefined ? 'and has no fix yet' : `fixed in ${plain(group.fixedIn, 80)}`;
  const sentences = [
    `${subject} is affected by ${vulnerability}, ${fix}.`,
    binariesOf(group),
    `Brought by ${layersOf(group)
      .slice(0, MOST_LAYERS)
      .map((layer) => layerText(layer, report))
      .join('; ')}.`,
  ];
  return cut(escapeMessage(sentences.filter((sentence) => sentence !== '').join(' ')), LONGEST);
}

/** Plain text of a SARIF message in which no bracket makes a link. */
export function escapeMessage(text: string): string {
  return text.replace(/[[\]\\]/g, '\\$&');
}

function binariesOf(group: FindingGroup): string {
  const names = [...new Set(group.findings.map((finding) => finding.package.name))];
  return names.every((name) => name === group.name) ? '' : `Installed binary packages: ${listed(names, MOST_NAMES, 40)}.`;
}

function layerText(layer: LayerOrigin, report: Report): string {
  const instruction = layer.createdBy === undefined ? '' : instructionOf(layer.createdBy);
  const number = `layer ${layerNumber(layer, report)}`;
  return instruction === '' ? number : `${number}: ${instruction}`;
}

function listed(texts: readonly string[], most: number, longest: number): string {
  const shown = texts.slice(0, most).map((text) => plain(text, longest));
  const rest = texts.length > most ? ` and ${formatNumber(texts.length - most)} more` : '';
  return `${shown.join(', ')}${rest}`;
}
