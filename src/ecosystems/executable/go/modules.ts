/** One module of a program. */
export interface Module {
  readonly path: string;
  /** As Go writes it: `v1.2.3`; empty or `(devel)` where it is none of a release. */
  readonly version: string;
}

/** What the modules' text of a program tells. */
export interface Modules {
  readonly main: Module | undefined;
  /** What it was linked with; each module stands as what replaced it. */
  readonly dependencies: readonly Module[];
  /** How it was built: `-ldflags`, `vcs.revision`. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Reads the lines of the modules' text: https://pkg.go.dev/runtime/debug#BuildInfo.String */
export function readModules(text: string): Modules {
  const settings = new Map<string, string>();
  const modules: { readonly isMain: boolean; module: Module }[] = [];
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t');
    const last = modules.at(-1);
    if (kind === 'mod' || kind === 'dep') modules.push({ isMain: kind === 'mod', module: { path: first, version: second } });
    else if (kind === '=>' && last !== undefined) last.module = { path: first, version: second };
    else if (kind === 'build') setSetting(settings, line.slice(kind.length + 1));
  }
  const dependencies = modules.filter(({ isMain }) => !isMain).map(({ module }) => module);
  return { main: modules.find(({ isMain }) => isMain)?.module, dependencies, settings };
}

/** Notes `key=value`; a value with blanks is in quotes. */
function setSetting(settings: Map<string, string>, setting: string): void {
  const at = setting.indexOf('=');
  if (at > 0) settings.set(setting.slice(0, at), setting.slice(at + 1));
}
