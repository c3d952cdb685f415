import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { overlay } from '../../src/layer/overlay.ts';
import { inventoryOf, lineReader } from '../support/layers.ts';
import { createLayout, type Layout } from '../support/layout.ts';
import { absence } from '../support/machine.ts';
import { OVERLAY_CASES, type OverlayCase } from '../support/overlay-cases.ts';
import { makeTar } from '../support/tar.ts';

const skip = absence({ programs: ['umoci'] });

suite('images that umoci unpacks', { skip }, () => {
  let layout: Layout;
  before(async () => {
    layout = await createLayout();
  });
  after(async () => {
    await layout[Symbol.asyncDispose]();
  });

  /** Unpacks an image of these layers and returns where. */
  async function unpacked(tag: string, layers: OverlayCase['layers']): Promise<string> {
    await layout.umoci('new', tag);
    for (const entries of layers) {
      const tar = join(layout.work, `${tag}.tar`);
      writeFileSync(tar, makeTar(entries));
      await layout.umoci('raw add-layer', tag, tar);
    }
    const bundle = join(layout.work, tag);
    await layout.umoci('unpack --rootless', tag, bundle);
    return join(bundle, 'rootfs');
  }

  for (const [index, { title, layers }] of OVERLAY_CASES.entries()) {
    test(`a runtime and we agree that ${title}`, async () => {
      const inventories = await Promise.all(layers.map(async (entries) => await inventoryOf(makeTar(entries))));
      const ours = overlay(inventories).packages.map(({ file, record }) => `${file}: ${record.name} ${record.version}`);
      const known = new Set(ours.map((line) => line.slice(0, line.indexOf(':'))));
      const theirs = packagesBelow(await unpacked(`case-${index}`, layers), known);
      assert.deepEqual(ours.sort(), theirs.sort());
    });
  }
});

/** What the line reader finds in a folder's files, where they lie. Of the names of one file it takes one, a known one if there is. */
function packagesBelow(root: string, known: ReadonlySet<string>): string[] {
  const names = filesBelow(root).filter((path) => lineReader.wants(path));
  const byFile = Map.groupBy(names, (path) => statSync(join(root, path)).ino);
  return [...byFile.values()].flatMap((paths) => {
    const path = paths.find((name) => known.has(name)) ?? paths[0] ?? '';
    const { packages } = lineReader.read({ path, bytes: readFileSync(join(root, path)) });
    return packages.map(({ name, version }) => `${path}: ${name} ${version}`);
  });
}

/** The files below a folder; links are not followed, which lead out of it. */
function filesBelow(root: string): readonly string[] {
  const files: string[] = [];
  const folders = [''];
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
    }
  }
  return files;
}
