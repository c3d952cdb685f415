/** What a gem's file is called after. */
export interface GemName {
  readonly name: string;
  readonly version: string;
  /** `ruby` where it runs everywhere. */
  readonly platform: string;
}

/** The platform of gems that have no native parts. */
export const PURE = 'ruby';

/** https://guides.rubygems.org/patterns/#semantic-versioning, with its letters for versions that are not yet released. */
const VERSION = /^\d+(?:\.[0-9A-Za-z]+)*$/;

/** A processor and a system, or a machine that is both: `x86_64-linux-musl`, `universal-darwin-20`, `java`. */
const PLATFORM =
  /^(?:java|jruby|dalvik|dotnet|macruby|mswin\d*|(?:x86|x64|x86_64|i\d86|universal|aarch64|arm|ppc|s390|sparc|riscv|powerpc)\w*-.+)$/;

/** Takes `nokogiri-1.15.4-x86_64-linux` apart; undefined where it holds no version. Names may hold dashes and digits themselves. */
export function parseGemName(text: string): GemName | undefined {
  for (let dash = text.indexOf('-', 1); dash !== -1; dash = text.indexOf('-', dash + 1)) {
    const rest = text.slice(dash + 1);
    const end = rest.indexOf('-');
    const version = end === -1 ? rest : rest.slice(0, end);
    const platform = end === -1 ? PURE : rest.slice(end + 1);
    if (VERSION.test(version) && (end === -1 || PLATFORM.test(platform))) return { name: text.slice(0, dash), version, platform };
  }
  return undefined;
}
