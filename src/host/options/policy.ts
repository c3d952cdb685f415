import { everywhere, type Option } from './option.ts';

/** What counts, and what fails. */
export const POLICY_OPTIONS = [
  {
    name: 'severity',
    description: 'The severities that are reported, separated by commas. The gate looks at all of them.',
    fallback: everywhere(''),
    placeholder: 'SEVERITIES',
  },
  {
    name: 'only-fixed',
    description: 'Whether only vulnerabilities that an update fixes are reported and count: true or false.',
    fallback: everywhere('false'),
    placeholder: 'true|false',
  },
  {
    name: 'kernel-headers',
    description: "Whether packages of kernel headers are judged: the kernel that runs is the host's. true or false.",
    fallback: everywhere('false'),
    placeholder: 'true|false',
  },
  {
    name: 'ignore-file',
    description:
      'Files that say what is ignored and why. Empty: .hullcheck-ignore.yaml, .trivyignore, .trivyignore.yaml, .grype.yaml, osv-scanner.toml.',
    fallback: everywhere(''),
    placeholder: 'FILES',
  },
  {
    name: 'vex',
    description:
      'VEX documents that say what does not affect the image: files, folders, and the word registry for those attached to it; separated by commas.',
    fallback: everywhere(''),
    placeholder: 'FILES',
  },
  {
    name: 'fail-on',
    description: 'What fails the step, separated by commas: none, low, medium, high or critical and above, kev, any, gaps.',
    fallback: everywhere('none'),
    placeholder: 'WHAT',
  },
  {
    name: 'baseline',
    description: 'An earlier JSON report, or another image: only what is new since then fails the step.',
    fallback: everywhere(''),
    placeholder: 'FILE|REF',
  },
  {
    name: 'return-code',
    description: 'The exit code when fail-on is met, or without fail-on when there is at least one vulnerability: 0 to 255.',
    fallback: everywhere('0'),
    placeholder: 'CODE',
  },
] as const satisfies readonly Option[];
