import { everywhere, type Option } from './option.ts';

/** Where advisories come from. */
export const ADVISORIES_OPTIONS = [
  {
    name: 'advisories',
    description:
      "How advisories are had: export downloads the feeds that the image needs; api sends the packages' names to OSV's API.",
    fallback: everywhere('export'),
    placeholder: 'export|api',
  },
  {
    name: 'osv-url',
    description: 'Where the OSV export lies: the public bucket, or a mirror of it.',
    fallback: everywhere('https://osv-vulnerabilities.storage.googleapis.com'),
    placeholder: 'URL',
    commands: ['report', 'update'],
  },
  {
    name: 'osv-api-url',
    description: "Where OSV's API is, for advisories: api.",
    fallback: everywhere('https://api.osv.dev'),
    placeholder: 'URL',
  },
  {
    name: 'feed-urls',
    description: 'Where feeds beside OSV lie instead, as feed=https://…, separated by commas.',
    fallback: everywhere(''),
    placeholder: 'FEEDS',
    commands: ['report', 'update'],
  },
  {
    name: 'db-file',
    description:
      'A file of advisories: update writes it, report reads it and then asks no feed. Compressed where the name ends in .zst; a Clair matcher.db is read too.',
    fallback: everywhere(''),
    placeholder: 'FILE',
    commands: ['report', 'update'],
  },
  {
    name: 'db-file-url',
    description: 'Where a file of advisories is published, https://… or oci://…; used where db-file is empty.',
    fallback: everywhere(''),
    placeholder: 'URL',
  },
  {
    name: 'db-max-age',
    description: 'How old advisories may be before the report warns of it: 48h, 7d. 0: any age.',
    fallback: everywhere('7d'),
    placeholder: 'DURATION',
  },
  {
    name: 'clair-config',
    description: 'A Clair configuration, whose updaters.sets name the feeds that update takes.',
    fallback: everywhere(''),
    placeholder: 'FILE',
    commands: ['update'],
  },
  {
    name: 'ecosystems',
    description: 'The ecosystems that update takes, as OSV names them and separated by commas: Debian, npm. Empty: all.',
    fallback: everywhere(''),
    placeholder: 'NAMES',
    commands: ['update'],
  },
  {
    name: 'cache',
    description: "Whether advisories are kept between jobs on GitHub's machines, by its cache: true or false.",
    fallback: everywhere('true'),
    placeholder: 'true|false',
    only: 'action',
    commands: ['report', 'update'],
  },
] as const satisfies readonly Option[];
