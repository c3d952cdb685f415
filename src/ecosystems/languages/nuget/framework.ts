/** A framework that the applications of a machine share, as the path of its list of libraries tells it. */
export interface Framework {
  /** `Microsoft.NETCore.App` */
  readonly name: string;
  readonly version: string;
}

/** https://github.com/dotnet/designs/blob/main/accepted/2020/install-locations.md */
const PLACE = /(?:^|\/)shared\/([^/]+)\/([^/]+)\/([^/]+)\.deps\.json$/;

/** Systems that packages are published for. Builds of a distribution call themselves after it instead: `debian.12-x64`. */
const PUBLISHED = /^(?:linux|win|osx|freebsd|illumos|solaris|android|ios|browser|wasi)(?:-|$)/;
/** The distribution whose C library is musl, which has packages of its own. */
const MUSL = /^alpine(?:\.|-|$)/;

/** The framework whose list of libraries a path is; undefined where it is an application's. */
export function frameworkOf(path: string): Framework | undefined {
  const [, name, version, file] = PLACE.exec(path) ?? [];
  return name === undefined || version === undefined || file !== name ? undefined : { name, version };
}

/**
 * The package that advisories name where they mean the framework: `Microsoft.NETCore.App.Runtime.linux-x64`. Undefined where the
 * target (`.NETCoreApp,Version=v8.0/linux-x64`) has no runtime identifier: https://learn.microsoft.com/en-us/dotnet/core/rid-catalog
 */
export function runtimePack({ name, version }: Framework, target: string): Framework | undefined {
  const slash = target.lastIndexOf('/');
  const identifier = slash === -1 ? '' : target.slice(slash + 1);
  if (identifier === '') return undefined;
  return { name: `${name}.Runtime.${published(identifier)}`, version };
}

function published(identifier: string): string {
  if (PUBLISHED.test(identifier)) return identifier;
  const architecture = identifier.slice(identifier.lastIndexOf('-') + 1);
  return MUSL.test(identifier) ? `linux-musl-${architecture}` : `linux-${architecture}`;
}
