import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOTNET_DEPENDENCIES } from '../../../src/ecosystems/languages/nuget/dependencies.ts';
import { NUGET } from '../../../src/ecosystems/languages/nuget.ts';
import { assertGap, IMPOSSIBLE_NAMES, listed, reading, soon, wanted } from './reading.ts';

const PATH = 'app/shop.deps.json';
const TARGET = '.NETCoreApp,Version=v8.0';
const read = (document: unknown, path = PATH) => reading(DOTNET_DEPENDENCIES, path, JSON.stringify(document));

/** A list of libraries for one target. */
function dependencies(target: Record<string, object>, types: Record<string, string> = {}, name = TARGET): object {
  const libraries = Object.keys(target).map((key) => [key, { type: types[key] ?? 'package', sha512: '' }]);
  return { runtimeTarget: { name, signature: '' }, targets: { [name]: target }, libraries: Object.fromEntries(libraries) };
}

const BRINGS = { runtime: { 'lib/net6.0/A.dll': { assemblyVersion: '1.0.0.0' } } };

test('It wants lists of dependencies and no other JSON', () => {
  const paths = [PATH, 'usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/Microsoft.NETCore.App.deps.json'];
  assert.deepEqual(wanted(DOTNET_DEPENDENCIES, [...paths, 'app/deps.json', 'app/shop.runtimeconfig.json']), paths);
});

test('Packages are read, and the projects that the application is made of are not', () => {
  const document = dependencies(
    { 'shop/1.0.0': BRINGS, 'Newtonsoft.Json/12.0.1': BRINGS, 'Local/2.0.0': BRINGS, 'Byhand/3.0.0.0': BRINGS },
    { 'shop/1.0.0': 'project', 'Local/2.0.0': 'reference', 'Byhand/3.0.0.0': 'Package' },
  );
  assert.deepEqual(read(document), {
    packages: [
      { name: 'Newtonsoft.Json', version: '12.0.1', root: PATH },
      { name: 'Byhand', version: '3.0.0.0', root: PATH },
    ],
  });
});

test('A package of which no file came into the application is not reported', () => {
  const document = dependencies({
    'System.Net.Http/4.3.0': { dependencies: { 'System.IO': '4.3.0' } },
    'Empty.Folder/1.0.0': { runtime: { 'lib/netcoreapp3.1/_._': {} } },
    'Only.Native/1.0.0': { native: { 'runtimes/linux-x64/native/a.so': {} } },
    'Only.Platform/1.0.0': { runtimeTargets: { 'runtimes/unix/lib/net6.0/A.dll': { rid: 'unix' } } },
    'Only.Words/1.0.0': { resources: { 'lib/net6.0/de/A.resources.dll': { locale: 'de' } } },
    'Broken/1.0.0': { runtime: ['A.dll'] },
  });
  assert.deepEqual(listed(read(document)), ['Only.Native@1.0.0', 'Only.Platform@1.0.0', 'Only.Words@1.0.0']);
});

test('A package that no target speaks of is reported', () => {
  const libraries = { 'A/1.0.0': { type: 'package' } };
  for (const targets of [undefined, {}, { [TARGET]: {} }, 1]) assert.deepEqual(listed(read({ targets, libraries })), ['A@1.0.0']);
});

test('The target that the application was made for counts, or all where it does not say', () => {
  const targets = { [TARGET]: { 'A/1.0.0': {} }, [`${TARGET}/linux-x64`]: { 'A/1.0.0': BRINGS } };
  const libraries = { 'A/1.0.0': { type: 'package' } };
  assert.deepEqual(listed(read({ runtimeTarget: { name: TARGET }, targets, libraries })), []);
  assert.deepEqual(listed(read({ runtimeTarget: { name: `${TARGET}/linux-x64` }, targets, libraries })), ['A@1.0.0']);
  assert.deepEqual(listed(read({ targets, libraries })), ['A@1.0.0']);
});

test('The runtime of an application that brings its own is named as advisories name it', () => {
  const key = 'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1';
  assert.deepEqual(listed(read(dependencies({ [key]: BRINGS }, { [key]: 'runtimepack' }))), [
    'Microsoft.NETCore.App.Runtime.linux-x64@8.0.1',
  ]);
});

test('A shared framework is named as advisories name it, once', () => {
  const path = 'usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/Microsoft.NETCore.App.deps.json';
  const cases = [
    ['linux-x64', 'linux-x64'],
    ['linux-musl-arm64', 'linux-musl-arm64'],
    ['win-x86', 'win-x86'],
    ['debian.12-x64', 'linux-x64'],
    ['alpine.3.18-arm64', 'linux-musl-arm64'],
  ];
  for (const [identifier = '', published = ''] of cases) {
    const own = `Microsoft.NETCore.App.Runtime.${published}`;
    const name = `${TARGET}/${identifier}`;
    assert.deepEqual(listed(read(dependencies({}, {}, name), path)), [`${own}@8.0.1`]);
    assert.deepEqual(listed(read(dependencies({ [`${own}/8.0.1`]: BRINGS }, {}, name), path)), [`${own}@8.0.1`]);
  }
  assert.deepEqual(listed(read(dependencies({}, {}, `${TARGET}/linux-x64`), 'app/shared/A/1/B.deps.json')), []);
  assert.deepEqual(listed(read(dependencies({}, {}, `${TARGET}/linux-x64`), 'app/A.deps.json')), []);
});

test('A framework that tells no platform is a gap, unless it lists its own package', () => {
  const path = 'usr/share/dotnet/shared/Microsoft.AspNetCore.App/8.0.1/Microsoft.AspNetCore.App.deps.json';
  assertGap(read(dependencies({}), path), /^it does not tell which platform its framework is made for$/);
  const own = 'Microsoft.AspNetCore.App.Runtime.linux-x64/8.0.1';
  assert.deepEqual(listed(read(dependencies({ [own]: BRINGS }), path)), ['Microsoft.AspNetCore.App.Runtime.linux-x64@8.0.1']);
});

test('Names and versions that no registry has are gaps, beside a framework that tells nothing', () => {
  for (const name of [...IMPOSSIBLE_NAMES.filter((one) => !one.includes('/')), '.a', '']) {
    assertGap(read(dependencies({ [`${name}/1.0.0`]: BRINGS })), /nothing in NuGet can have/);
  }
  for (const key of ['A', 'A/', 'A/1 0', '../../etc/passwd'])
    assertGap(read(dependencies({ [key]: BRINGS })), /nothing in NuGet can have/);
  const path = 'shared/F/1.0.0/F.deps.json';
  assertGap(
    read(dependencies({ 'A/': BRINGS }), path),
    /nothing in NuGet can have .*; it does not tell which platform its framework is made for$/,
  );
});

test('Fields of other kinds, prototypes and broken files do no harm', () => {
  for (const libraries of [null, 1, 'x', { a: null }, { 'a/1': 1 }, { 'a/1': { type: 1 } }])
    assert.deepEqual(read({ libraries }), { packages: [] });
  const text =
    '{"__proto__":{"libraries":{"a/1":{"type":"package"}}},"runtimeTarget":{"name":"__proto__"},"libraries":{"b/1":{"type":"package"}}}';
  assert.deepEqual(listed(reading(DOTNET_DEPENDENCIES, PATH, text)), ['b@1']);
  const inherited = {
    runtimeTarget: { name: 'constructor' },
    targets: { x: { 'a/1': {} } },
    libraries: { 'a/1': { type: 'package' } },
  };
  assert.deepEqual(listed(read(inherited)), []);
  assert.throws(() => reading(DOTNET_DEPENDENCIES, PATH, '[]'), { message: 'it is not a JSON object' });
  assert.throws(() => reading(DOTNET_DEPENDENCIES, PATH, '{'), { message: 'it is not JSON' });
  soon(() => assert.throws(() => reading(DOTNET_DEPENDENCIES, PATH, '['.repeat(100_000))));
  const many = (value: string) => Array.from({ length: 30_000 }, (_, at) => `"a${String(at)}/1":${value}`).join(',');
  soon(() => reading(DOTNET_DEPENDENCIES, PATH, `{"targets":{${many('{}')}},"libraries":{${many('{"type":"package"}')}}}`));
  soon(() => DOTNET_DEPENDENCIES.read({ path: `${'shared/'.repeat(50_000)}a.deps.json`, bytes: Buffer.from('{}') }));
});

test('The case of a name does not count for advisories, and stays in the purl', () => {
  assert.equal(NUGET.feed.nameOf?.('Newtonsoft.Json'), 'newtonsoft.json');
  assert.equal(NUGET.purl({ name: 'Newtonsoft.Json', version: '12.0.1' }), 'pkg:nuget/Newtonsoft.Json@12.0.1');
});
