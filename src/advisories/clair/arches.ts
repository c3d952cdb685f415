/** The architectures that rpm and dpkg name, for an entry that names only the one that it does not speak of. */
const KNOWN: readonly string[] = (
  'x86_64 i386 i486 i586 i686 aarch64 armv7hl armv7l armv6hl ppc ppc64 ppc64le s390 s390x ia64 riscv64 loongarch64 ' +
  'amd64 arm64 armhf armel ppc64el mips64el'
).split(' ');

/** Words with bars between them, in brackets or not: `x86_64|aarch64`, `(aarch64|ppc64le|s390x|x86_64)`. */
const ALTERNATION = /^\^?\(?([\w|]+)\)?\$?$/;
const LONGEST = 1000;

/**
 * The architectures that a row speaks of; undefined where it speaks of all. Throws an Error where its pattern is more than a choice of
 * words: a pattern is a program, and a database is no place to take one from.
 */
export function archesOf(operation: string, arch: string): readonly string[] | undefined {
  if (arch === '') return undefined;
  if (operation === 'not equals') return KNOWN.filter((one) => one !== arch);
  if (operation !== 'pattern match') return [arch];
  const words =
    arch.length > LONGEST
      ? undefined
      : ALTERNATION.exec(arch)?.[1]
          ?.split('|')
          .filter((word) => word !== '');
  if (words === undefined || words.length === 0) throw new Error(`its architectures "${arch.slice(0, 80)}" are no plain list`);
  return [...new Set(words)];
}
