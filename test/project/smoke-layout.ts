// Writes the small Alpine of the tests as an OCI layout, for the workflow that runs the Action on each system: node smoke-layout.ts FOLDER
import process from 'node:process';
import { alpineImage } from '../support/alpine.ts';
import { ociLayout, writeFolder } from '../support/archives.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder that is to be made.');
  process.exit(2);
}
await writeFolder(folder, ociLayout(alpineImage()));
