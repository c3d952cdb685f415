import { everywhere, type Option } from './option.ts';

/** Which image is scanned. */
export const IMAGE_OPTIONS = [
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
    name: 'image-name',
    description:
      'The name under which the image is known from scan to scan, where the reference changes with each build: ghcr.io/acme/shop.',
    fallback: everywhere(''),
    placeholder: 'NAME',
  },
  {
    name: 'platform',
    description: "Which image of a multi-platform one: os/architecture[/variant], as in linux/arm64. Empty: the runner's own.",
    fallback: everywhere(''),
    placeholder: 'PLATFORM',
  },
] as const satisfies readonly Option[];
