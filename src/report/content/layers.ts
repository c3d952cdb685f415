import type { LayerOrigin } from '../../model/package.ts';
import type { FindingGroup, Report } from '../../model/report.ts';

/** The layers that brought a group's packages, the lowest first and each once. */
export function layersOf(group: FindingGroup): readonly LayerOrigin[] {
  const layers = new Map(group.findings.map((finding) => [finding.package.layer.index, finding.package.layer]));
  return [...layers.values()].sort((a, b) => a.index - b.index);
}

/** `7 of 8`, as people count. */
export function layerNumber(layer: LayerOrigin, report: Report): string {
  return `${layer.index + 1} of ${Math.max(report.image.layers.length, layer.index + 1)}`;
}
