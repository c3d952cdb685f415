import type { Report } from '../model/report.ts';
import { jsonText } from './content/json.ts';
import { byKey, listingOf } from './content/listing.ts';
import type { Format } from './format.ts';
import { featureOf } from './quay/feature.ts';

/** The version of Clair whose reports Quay shows in this form. */
const CLAIR = 4;

/** What Quay's API answers of an image's security. It has no place for what counts no longer, nor for what could not be judged. */
export const quay: Format = {
  id: 'quay',
  description: 'What the API of Quay answers of an image',
  render,
};

function render(report: Report): string {
  const { packages, findings } = listingOf(report);
  const found = byKey(findings);
  return jsonText({
    status: 'scanned',
    data: {
      Layer: {
        Name: report.image.manifestDigest,
        ParentName: '',
        NamespaceName: '',
        IndexedByVersion: CLAIR,
        Features: packages.map((listed) => featureOf(listed, found.get(listed.key) ?? [], report)),
      },
    },
  });
}
