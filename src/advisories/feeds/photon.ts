import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { documentAddress } from '../address.ts';
import { readPhoton } from '../formats/photon.ts';
import { verifyJson } from '../unpacked.ts';
import type { DocumentOptions, Feed, FeedQuestion } from './feed.ts';

/** Bytes. A release has some millions. */
const OPTIONS: DocumentOptions = { verify: verifyJson, largest: 128 * 1024 * 1024, isText: true };

/** What is known of Photon OS, a document for each release: https://packages.broadcom.com/photon/photon_cve_metadata/ */
export const PHOTON: Feed = {
  id: 'photon',
  title: 'Photon OS advisories',
  url: 'https://packages.broadcom.com/photon/photon_cve_metadata',
  covers: (ecosystem) => releaseOf(ecosystem) !== undefined,
  async *read(ask) {
    for (const release of await releasesOf(ask)) {
      const document = await ask.open(documentAddress(ask.url, `cve_data_photon${release}.json`), OPTIONS);
      const text = await readFile(document.path, 'utf8');
      yield* readPhoton(text, { ecosystem: `Photon OS:${release}`, wanted: ask.wanted });
    }
  },
};

const RELEASE = /^\d{1,3}\.\d{1,3}$/;
const releasesSchema = v.object({ branches: v.array(v.pipe(v.string(), v.regex(RELEASE))) });

/** `5.0`; undefined for another distribution's ecosystem. */
function releaseOf(ecosystem: string): string | undefined {
  const [distribution, release = ''] = ecosystem.split(':');
  return distribution === 'Photon OS' && RELEASE.test(release) ? release : undefined;
}

async function releasesOf({ ecosystems, open, url }: FeedQuestion): Promise<ReadonlySet<string>> {
  if (ecosystems !== undefined) return new Set(ecosystems.flatMap((ecosystem) => releaseOf(ecosystem) ?? []));
  const list = await open(documentAddress(url, 'photon_versions.json'), OPTIONS);
  return new Set(v.parse(releasesSchema, JSON.parse(await readFile(list.path, 'utf8'))).branches);
}
