/** Where a run is asked for: in a workflow's step or in a shell. */
export type Source = 'action' | 'command line';

/** One thing that can be asked of a run. The Action's input and the command line's flag have the same name and meaning. */
export interface Option {
  readonly name: string;
  /** One line, for `action.yml`, `--help` and the README. */
  readonly description: string;
  /** What holds when nobody says anything; empty where that depends on the machine or the image. */
  readonly fallback: Readonly<Record<Source, string>>;
  /** Stands for the value in `--help`; absent for a flag that takes none. */
  readonly placeholder?: string;
  /** The one place where the option exists. */
  readonly only?: Source;
  /** Its value must never be shown. */
  readonly secret?: true;
  /** An environment variable that the command line reads where the flag is not given. */
  readonly variable?: string;
}

const everywhere = (value: string): Option['fallback'] => ({ action: value, 'command line': value });

/** Every option there is. The inputs, the flags, `--help` and the README all come from this list. */
export const OPTIONS = [
  {
    name: 'image-ref',
    description: 'The image: [registry/]repository[:tag][@digest], as in ghcr.io/acme/shop:1.4.',
    fallback: everywhere(''),
    placeholder: 'REF',
  },
  {
    name: 'image-path',
    description:
      'An image on disk, where image-ref is empty: an OCI layout, or what docker save or podman save wrote; PATH:NAME for one of several.',
    fallback: everywhere(''),
    placeholder: 'PATH',
  },
  {
    name: 'platform',
    description: "Which image of a multi-platform one: os/architecture[/variant], as in linux/arm64. Empty: the runner's own.",
    fallback: everywhere(''),
    placeholder: 'PLATFORM',
  },
  {
    name: 'registry-username',
    description: 'Who signs in to the registry. Empty: as Docker would, from its config.json, else anonymously.',
    fallback: everywhere(''),
    placeholder: 'NAME',
  },
  {
    name: 'registry-password',
    description: 'The password or token that belongs to registry-username. It is masked in the log.',
    fallback: everywhere(''),
    placeholder: 'SECRET',
    secret: true,
    variable: 'HULLCHECK_REGISTRY_PASSWORD',
  },
  {
    name: 'registry-password-stdin',
    description: 'Read the password from standard input, so that no list of processes shows it.',
    fallback: everywhere('false'),
    only: 'command line',
  },
  {
    name: 'docker-config-dir',
    description: "The folder that holds Docker's config.json. Empty: $DOCKER_CONFIG, else ~/.docker.",
    fallback: everywhere(''),
    placeholder: 'FOLDER',
  },
  {
    name: 'github-token',
    description: 'A token that signs in to ghcr.io where nothing else does. Empty: $GITHUB_TOKEN, where it is set.',
    fallback: { action: '${{ github.token }}', 'command line': '' },
    placeholder: 'TOKEN',
    secret: true,
    variable: 'GITHUB_TOKEN',
  },
  {
    name: 'ca-file',
    description: "A PEM file of certificate authorities to trust beside the system's.",
    fallback: everywhere(''),
    placeholder: 'FILE',
  },
  {
    name: 'insecure-registries',
    description:
      'Registries, as host[:port] and separated by commas, whose certificate need not be proven or that speak plain http.',
    fallback: everywhere(''),
    placeholder: 'HOSTS',
  },
  {
    name: 'registry-mirrors',
    description: 'Where layers may be fetched instead, in order: docker.io=mirror.example:5000/prefix, separated by commas.',
    fallback: everywhere(''),
    placeholder: 'MIRRORS',
  },
  {
    name: 'osv-url',
    description: 'Where the OSV export lies: the public bucket, or a mirror of it.',
    fallback: everywhere('https://osv-vulnerabilities.storage.googleapis.com'),
    placeholder: 'URL',
  },
  {
    name: 'format',
    description: 'The form of the report: sarif, json or table.',
    fallback: { action: 'sarif', 'command line': 'table' },
    placeholder: 'FORMAT',
  },
  {
    name: 'output',
    description: "The report's file. Empty: one in the runner's temporary folder, or standard output on the command line.",
    fallback: everywhere(''),
    placeholder: 'FILE',
  },
  {
    name: 'return-code',
    description: 'The exit code when the image has at least one vulnerability: 0 to 255.',
    fallback: everywhere('0'),
    placeholder: 'CODE',
  },
  {
    name: 'max-concurrent-layers',
    description: 'How many layers are read at the same time: 1 to 64.',
    fallback: everywhere('3'),
    placeholder: 'COUNT',
  },
  {
    name: 'timeout',
    description: 'The longest that a scan may take: 90s, 30m, 1h30m, or minutes as a bare number. 0: no limit.',
    fallback: everywhere('30m'),
    placeholder: 'DURATION',
  },
  {
    name: 'summary',
    description: "Whether the findings are shown on the run's page, as a job summary: true or false.",
    fallback: everywhere('true'),
    placeholder: 'true|false',
    only: 'action',
  },
] as const satisfies readonly Option[];

/** The name of an option that exists. */
export type OptionName = (typeof OPTIONS)[number]['name'];

/** The options that exist in one place, in the order of the list. */
export function optionsOf(source: Source): readonly (Option & { readonly name: OptionName })[] {
  const all: readonly (Option & { readonly name: OptionName })[] = OPTIONS;
  return all.filter((option) => option.only === undefined || option.only === source);
}

/** How an option is written where it was asked for: `--format`, or `the input "format"`. */
export function labelOf(name: OptionName, source: Source): string {
  return source === 'action' ? `the input "${name}"` : `--${name}`;
}
