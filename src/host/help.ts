import { TOOL } from '../model/tool.ts';
import { type Command, type Option, optionsOf } from './options.ts';

/** A format as `--help` tells of it. */
export interface FormatLine {
  readonly id: string;
  readonly description: string;
}

const WIDTH = 80;

const EXIT_CODES = `Exit codes:
  0  The scan finished, and nothing that --fail-on names was found. Without
     --fail-on and --return-code that says nothing of findings.
  1  What --fail-on names was found; --return-code N makes it N. Without
     --fail-on, N is for any vulnerability.
  2  The command line is wrong.
  3  The scan could not finish; there is no report.`;

const CREDENTIALS = `Signing in to a registry, the first that there is:
  1. --registry-username with --registry-password-stdin, or with the password in
     the environment variable HULLCHECK_REGISTRY_PASSWORD;
  2. $DOCKER_AUTH_CONFIG, if it holds such a configuration;
  3. what "docker login" left in config.json, in --docker-config-dir, else in
     $DOCKER_CONFIG, else in ~/.docker: a credential helper, or a password;
  4. $REGISTRY_AUTH_FILE, and the auth.json of Podman and skopeo;
  5. for ghcr.io, --github-token or $GITHUB_TOKEN;
  6. nobody: public images need none.`;

const EXAMPLES = `Examples:
  hullcheck report alpine:3.20
  hullcheck report ghcr.io/acme/shop:1.4 --platform linux/arm64 --return-code 1
  hullcheck report alpine:3.20 --format sarif --output alpine.sarif
  pass show ghcr | hullcheck report ghcr.io/acme/shop:1.4 \\
    --registry-username me --registry-password-stdin`;

/** What `hullcheck --help` says. */
export function renderHelp(): string {
  return `${TOOL.name} scans a container image for known vulnerabilities straight from its
registry: no Docker daemon, no scanner to download.

Usage:
  hullcheck report REF [flags]            scan an image and write a report
  hullcheck update --db-file F [flags]    build a file of advisories
  hullcheck convert FILE [flags]          write a report in another form
  hullcheck COMMAND --help                all flags of a command
  hullcheck version                       print the version

${EXAMPLES}

${EXIT_CODES}

${CREDENTIALS}

The report goes to standard output, everything else to standard error.
${TOOL.url}
`;
}

const USAGE: Readonly<Record<Command, string>> = {
  report: `  hullcheck report REF [flags]
  hullcheck report --image-ref REF [flags]`,
  update: '  hullcheck update --db-file FILE [flags]',
  convert: '  hullcheck convert FILE --format FORMATS [flags]',
};

/** What `hullcheck COMMAND --help` says. */
export function renderCommandHelp(command: Command, formats: readonly FormatLine[]): string {
  const flags = optionsOf('command line', command).map(describeFlag).join('\n');
  return `Usage:
${USAGE[command]}

Flags:
${flags}
  --help
      Show this.
${command === 'update' ? '' : renderFormats(formats)}${command === 'report' ? `\n${EXAMPLES}\n\n${EXIT_CODES}\n\n${CREDENTIALS}\n` : ''}`;
}

function renderFormats(formats: readonly FormatLine[]): string {
  const width = Math.max(0, ...formats.map(({ id }) => id.length));
  const forms = formats.map(({ id, description }) => `  ${id.padEnd(width)}  ${description}`).join('\n');
  return `\nFormats:\n${forms}\n`;
}

function describeFlag(option: Option): string {
  const usage = option.placeholder === undefined ? `--${option.name}` : `--${option.name} ${option.placeholder}`;
  const fallback = option.placeholder === undefined ? '' : option.fallback['command line'];
  const variable = option.variable === undefined ? '' : ` Better given in the environment variable ${option.variable}.`;
  const text = `${option.description}${variable}${fallback === '' ? '' : ` [${fallback}]`}`;
  return `  ${usage}\n${wrap(text, WIDTH - 6)
    .map((line) => `      ${line}`)
    .join('\n')}`;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
