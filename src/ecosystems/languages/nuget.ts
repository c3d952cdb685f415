import { PackageURL } from 'packageurl-js';
import type { Language } from '../ecosystem.ts';
import { NUGET_VERSIONS } from '../order/nuget.ts';
import { DOTNET_DEPENDENCIES } from './nuget/dependencies.ts';

/** NuGet, .NET's packages and .NET itself: https://www.nuget.org */
export const NUGET: Language = {
  kind: 'language',
  id: 'nuget',
  title: 'NuGet',
  readers: [DOTNET_DEPENDENCIES],
  versions: NUGET_VERSIONS,
  // https://learn.microsoft.com/en-us/nuget/reference/nuspec#id: the case does not count.
  feed: { folder: 'NuGet', nameOf: (name) => name.toLowerCase() },
  // https://github.com/package-url/purl-spec/blob/main/types-doc/nuget-definition.md
  purl: ({ name, version }) => new PackageURL('nuget', undefined, name, version, undefined, undefined).toString(),
};
