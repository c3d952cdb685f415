import type { Report } from '../model/report.ts';
import { TOOL } from '../model/tool.ts';
import { hashOf } from './content/hash.ts';
import { jsonText } from './content/json.ts';
import { byKey, listingOf } from './content/listing.ts';
import { gapText, unjudgedText } from './content/gap.ts';
import { moment } from './content/moment.ts';
import { plain } from './content/plain.ts';
import { nameUuid } from './content/uuid.ts';
import type { Format } from './format.ts';
import { IMAGE_ID, imagePackage, spdxPackage, systemPackage } from './spdx/package.ts';

const DOCUMENT_ID = 'SPDXRef-DOCUMENT';
const MOST_ANNOTATIONS = 1000;
/** What stands for a time that is not known: the format demands one. */
const NEVER = '1970-01-01T00:00:00Z';

/** A bill of materials as SPDX 2.3 has it, with the addresses of the advisories. It has no place for what counts no longer. */
export const spdx: Format = {
  id: 'spdx',
  description: 'SPDX 2.3: a bill of materials, with the addresses of the advisories',
  render,
};

function render(report: Report): string {
  const { packages, findings } = listingOf(report);
  const found = byKey(findings);
  const contents = [
    ...(report.release === undefined ? [] : [systemPackage(report.release)]),
    ...packages.map((listed) => spdxPackage(listed, found.get(listed.key) ?? [])),
  ];
  const created = moment(report.finishedAt) ?? NEVER;
  const creator = `Tool: ${plain(report.tool.name, 100)}-${plain(report.tool.version, 100)}`;
  return jsonText({
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT_ID,
    name: plain(`${report.image.name}@${report.image.manifestDigest}`, 1024),
    // No two documents share a name space, and what a document holds is part of its own.
    documentNamespace: `${TOOL.url}/spdx/${nameUuid(['spdx', report.image.manifestDigest, created, creator, hashOf(contents)])}`,
    creationInfo: { created, creators: [creator] },
    packages: [imagePackage(report), ...contents],
    relationships: [
      relationship(DOCUMENT_ID, 'DESCRIBES', IMAGE_ID),
      ...contents.map(({ SPDXID }) => relationship(IMAGE_ID, 'CONTAINS', SPDXID)),
    ],
    annotations: commentsOf(report).map((comment) => ({
      annotator: creator,
      annotationDate: created,
      annotationType: 'OTHER',
      comment,
    })),
  });
}

function commentsOf({ gaps, unjudged }: Report): readonly string[] {
  return [...gaps.map(gapText), ...unjudged.map(unjudgedText)].slice(0, MOST_ANNOTATIONS);
}

function relationship(spdxElementId: string, relationshipType: string, relatedSpdxElement: string) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}
