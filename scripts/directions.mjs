// Holds the imports of src/ against the rules of .dependency-cruiser.cjs, and makes sure that it read something: a check that
// reads nothing passes for ever.
import { readdirSync } from 'node:fs';
import process from 'node:process';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const options = await extractDepcruiseOptions('./.dependency-cruiser.cjs');
const { output } = await cruise(['src'], { ...options, validate: true, outputType: 'json' }, undefined, {
  tsConfig: extractTSConfig('./tsconfig.json'),
});
const { modules, summary } = JSON.parse(output);
const read = modules.filter(({ source }) => source.startsWith('src/'));
const edges = read.reduce(
  (sum, { dependencies }) => sum + dependencies.filter(({ resolved }) => resolved.startsWith('src/')).length,
  0,
);
const files = readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts')).length;
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
if (summary.violations.length > 0) process.exit(1);
if (read.length !== files || edges < files) {
  console.error(`Only ${read.length} of ${files} files and ${edges} imports were read: the check itself is broken.`);
  process.exit(1);
}
console.log(`${read.length} files and ${edges} imports keep to their directions.`);
