import { cut, plain } from './plain.ts';

const LONGEST = 160;
// What builders put before a command: `|2 A=1 B=2 /bin/bash -o pipefail -c `. Build arguments go, for they may hold secrets.
const SHELL = /^(?:\|\d+ (?:.*? )?)?\/bin\/[a-z]*sh (?:-[a-z]+ (?:pipefail )?)*-c /;
const BUILD_ARGUMENTS = /^\|(\d{1,4}) /;

/**
 * The instruction of a Dockerfile that made a layer, told from the image's history as its builder wrote it:
 * `RUN |1 A=b /bin/sh -c make # buildkit` is `RUN make`. One printable line.
 * https://github.com/opencontainers/image-spec/blob/main/config.md#properties (`created_by`)
 */
export function instructionOf(createdBy: string): string {
  const line = plain(createdBy, 4096)
    .replace(/ # buildkit$/, '')
    .replace(/ ?\|[A-Za-z_]\w*=[^|]*$/, '');
  const run = /^RUN (?=\||\/bin\/)/.test(line) ? line.slice('RUN '.length) : line;
  const command = run.replace(SHELL, '');
  if (command.startsWith('#(nop)')) return cut(command.slice('#(nop)'.length).trim(), LONGEST);
  if (command !== run) return cut(`RUN ${command}`, LONGEST);
  const count = BUILD_ARGUMENTS.exec(run)?.[1];
  if (count === undefined) return cut(line, LONGEST);
  return cut(
    `RUN ${run
      .split(' ')
      .slice(Number(count) + 1)
      .join(' ')}`,
    LONGEST,
  );
}
