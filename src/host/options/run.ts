import { everywhere, type Option } from './option.ts';

/** How the run goes. */
export const RUN_OPTIONS = [
  {
    name: 'mode',
    description: 'What the run does: report scans an image, update builds the advisory database db-file.',
    fallback: everywhere('report'),
    placeholder: 'report|update',
    only: 'action',
    commands: ['report', 'update'],
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
    commands: ['report', 'update'],
  },
] as const satisfies readonly Option[];
