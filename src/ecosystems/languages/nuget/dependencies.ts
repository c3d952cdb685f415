import type { FileContent, FileReader } from '../../../model/inventory.ts';
import type { PackageRecord } from '../../../model/package.ts';
import { fieldOf, isObject, type JsonObject, parseJson, textOf } from '../metadata/json.ts';
import { registered, type Registry } from '../metadata/records.ts';
import { frameworkOf, runtimePack } from './framework.ts';

/** https://learn.microsoft.com/en-us/nuget/reference/nuspec#id */
const REGISTRY: Registry = { title: 'NuGet', name: /^\w[\w.-]*$/ };

const RUNTIME_PACK = 'runtimepack.';

/** What a package may bring to an application: https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md */
const ASSETS = ['runtime', 'native', 'runtimeTargets', 'resources'];

/**
 * Reads what an application, or the framework that several share, is made of:
 * https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md#appnamedepsjson
 *
 * A package of which no file came into the application, because the framework has a newer one, is not there to be attacked.
 */
export const DOTNET_DEPENDENCIES: FileReader = {
  id: 'dotnet-dependencies',
  wants: (path) => path.endsWith('.deps.json'),
  largest: 16 * 1024 * 1024,
  read: ({ path, bytes }) => readDependencies(path, bytes),
};

function readDependencies(path: string, bytes: Uint8Array): FileContent {
  const document = parseJson(bytes);
  if (!isObject(document)) throw new Error('it is not a JSON object');
  const brings = assetsOf(targetsOf(document));
  const records = new Map<string, PackageRecord>();
  for (const [key, library] of entriesOf(fieldOf(document, 'libraries'))) {
    const record = recordOf(key, library, path);
    // One that no target speaks of is taken to be there.
    if (record !== undefined && brings.get(key) !== false) records.set(`${record.name}/${record.version}`, record);
  }
  const { packages, gap } = withFramework(path, document, [...records.values()]);
  const content = registered(REGISTRY, packages);
  return gap === undefined ? content : { ...content, gap: content.gap === undefined ? gap : `${content.gap}; ${gap}` };
}

/** Adds the framework's own package, where the list is a framework's and does not name it as advisories do. */
function withFramework(path: string, document: JsonObject, packages: readonly PackageRecord[]): FileContent {
  const framework = frameworkOf(path);
  if (framework === undefined) return { packages };
  const names = packages.map(({ name }) => name.toLowerCase());
  const pack = runtimePack(framework, textOf(fieldOf(document, 'runtimeTarget'), 'name') ?? '');
  if (pack !== undefined)
    return { packages: names.includes(pack.name.toLowerCase()) ? packages : [...packages, { ...pack, root: path }] };
  if (names.some((name) => name.startsWith(`${framework.name}.runtime.`.toLowerCase()))) return { packages };
  return { packages, gap: 'it does not tell which platform its framework is made for' };
}

/** `Name/Version`, with the kind of library that it is: a project is the application's own. */
function recordOf(key: string, library: unknown, root: string): PackageRecord | undefined {
  const type = textOf(library, 'type')?.toLowerCase();
  if (type !== 'package' && type !== 'runtimepack') return undefined;
  const slash = key.indexOf('/');
  const written = slash === -1 ? key : key.slice(0, slash);
  const name = written.startsWith(RUNTIME_PACK) ? written.slice(RUNTIME_PACK.length) : written;
  return { name, version: slash === -1 ? '' : key.slice(slash + 1), root };
}

/** What is loaded where the application runs: the one target that it was made for, or all where it does not say. */
function targetsOf(document: JsonObject): readonly unknown[] {
  const targets = fieldOf(document, 'targets');
  const own = fieldOf(targets, textOf(fieldOf(document, 'runtimeTarget'), 'name') ?? '');
  return own === undefined ? entriesOf(targets).map(([, target]) => target) : [own];
}

/** Whether each library that the targets speak of brings a file to one of them. */
function assetsOf(targets: readonly unknown[]): ReadonlyMap<string, boolean> {
  const brings = new Map<string, boolean>();
  for (const [key, entry] of targets.flatMap(entriesOf)) {
    brings.set(key, brings.get(key) === true || ASSETS.some((kind) => hasFile(fieldOf(entry, kind))));
  }
  return brings;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** A file `_._` stands for none: https://learn.microsoft.com/en-us/nuget/reference/errors-and-warnings/nu5128 */
function hasFile(assets: unknown): boolean {
  return isObject(assets) && Object.keys(assets).some((asset) => asset !== '_._' && !asset.endsWith('/_._'));
}
