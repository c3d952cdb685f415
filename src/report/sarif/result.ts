import type { Result } from 'sarif';
import type { LayerOrigin, Package } from '../../model/package.ts';
import { formatPlatform } from '../../model/platform.ts';
import type { FindingGroup, Report } from '../../model/report.ts';
import { instructionOf } from '../content/instruction.ts';
import { layersOf } from '../content/layers.ts';
import { plain } from '../content/plain.ts';
import type { Alert } from './alert.ts';
import { locationOf, pathsOf, purlOf } from './location.ts';
import { messageOf } from './message.ts';
import { layerPlace } from './place.ts';
import { purlType } from './purl.ts';
import { relatedLocationsOf } from './related.ts';
import { levelOf } from './severity.ts';

const MOST_LISTED = 20;

/** One alert as a result: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317638 */
export function resultOf(alert: Alert, ruleIndex: number, report: Report): Result {
  const { group } = alert;
  const related = relatedLocationsOf(group, report);
  return {
    ruleId: alert.ruleId,
    ruleIndex,
    kind: 'fail',
    level: levelOf(group.vulnerability.rating.severity),
    message: { text: messageOf(group, report) },
    locations: [locationOf(group, report)],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: alert.fingerprints,
    properties: propertiesOf(group, report),
  };
}

// GitHub ignores these; other readers of the file do not.
function propertiesOf(group: FindingGroup, report: Report): Record<string, unknown> {
  const { rating } = group.vulnerability;
  const [layer] = layersOf(group);
  return {
    package: packageOf(group),
    fix: fixOf(group),
    severity: {
      effective: rating.severity,
      source: rating.origin,
      ...(rating.score === undefined || !Number.isFinite(rating.score) ? {} : { score: rating.score }),
    },
    image: imageOf(report),
    ...(layer === undefined ? {} : { layer: layerOf(layer, report) }),
  };
}

/** The image as properties name it. */
export function imageOf(report: Report): Record<string, string> {
  const { image } = report;
  return {
    name: plain(image.name, 255),
    reference: plain(image.reference, 512),
    digest: image.digest,
    manifestDigest: image.manifestDigest,
    platform: plain(formatPlatform(image.platform), 100),
  };
}

function packageOf(group: FindingGroup): Record<string, unknown> {
  const [{ package: first }] = group.findings;
  const binaries = group.findings.map((finding) => finding.package).filter((pkg) => isBinary(pkg, group));
  return {
    type: purlType(first),
    name: plain(group.name, 255),
    version: plain(group.version, 255),
    purl: purlOf(group),
    ...(binaries.length === 0 ? {} : { binaries: listed(binaries.map((pkg) => pkg.purl)) }),
    paths: listed(pathsOf(group)),
  };
}

function isBinary(pkg: Package, group: FindingGroup): boolean {
  return pkg.source !== undefined || pkg.name !== group.name;
}

function fixOf(group: FindingGroup): Record<string, unknown> {
  const outlook = group.findings.find((finding) => finding.outlook !== undefined)?.outlook;
  const versions = group.findings.map((finding) => finding.fixedIn).filter((version) => version !== undefined);
  return {
    state: group.fixedIn === undefined ? (outlook ?? 'not-fixed') : 'fixed',
    versions: listed(versions),
    advisories: listed(group.findings.flatMap((finding) => finding.advisories)),
  };
}

function layerOf(layer: LayerOrigin, report: Report): Record<string, unknown> {
  const place = layerPlace(layer.index, report);
  return {
    index: layer.index,
    digest: layer.digest,
    diffId: layer.diffID,
    ...(layer.createdBy === undefined ? {} : { instruction: instructionOf(layer.createdBy) }),
    ...(place === undefined ? {} : { fromBaseImage: place.place.kind === 'base', attribution: place.told }),
  };
}

function listed(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map((text) => plain(text, 512)))].slice(0, MOST_LISTED);
}
