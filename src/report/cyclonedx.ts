import type { Report } from '../model/report.ts';
import { TOOL } from '../model/tool.ts';
import { jsonText } from './content/json.ts';
import { listingOf } from './content/listing.ts';
import { moment } from './content/moment.ts';
import { plain } from './content/plain.ts';
import { nameUuid } from './content/uuid.ts';
import { imageComponent, packageComponent, systemComponent } from './cyclonedx/component.ts';
import { vulnerabilitiesOf } from './cyclonedx/vulnerability.ts';
import type { Format } from './format.ts';

/** A bill of materials with its vulnerabilities, as CycloneDX 1.6 has it. */
export const cyclonedx: Format = {
  id: 'cyclonedx',
  description: 'CycloneDX 1.6: a bill of materials, with what was found',
  render,
};

function render(report: Report): string {
  const listing = listingOf(report);
  const image = imageComponent(report);
  const components = [
    ...(report.release === undefined ? [] : [systemComponent(report.release)]),
    ...listing.packages.map(packageComponent),
  ];
  const timestamp = moment(report.finishedAt);
  return jsonText({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    // Two scans of one image have one number, so that what differs between them is what was found.
    serialNumber: `urn:uuid:${nameUuid(['cyclonedx', report.image.name, report.image.manifestDigest])}`,
    version: 1,
    metadata: {
      ...(timestamp === undefined ? {} : { timestamp }),
      tools: {
        components: [
          {
            type: 'application',
            name: plain(report.tool.name, 255),
            version: plain(report.tool.version, 255),
            externalReferences: [{ type: 'website', url: TOOL.url }],
          },
        ],
      },
      component: image,
    },
    components,
    dependencies: [{ ref: image['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
    // While there are gaps, there may be more in the image than is listed.
    compositions: [{ aggregate: report.gaps.length === 0 ? 'unknown' : 'incomplete', assemblies: [image['bom-ref']] }],
    vulnerabilities: vulnerabilitiesOf(listing),
  });
}
