import { everywhere, type Option } from './option.ts';

/** How the registry is reached. */
export const REGISTRY_OPTIONS = [
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
    commands: ['report', 'update'],
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
] as const satisfies readonly Option[];
