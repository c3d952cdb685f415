/** What archives of Java are called, and whether a file that is called so must be a zip: others use the rest for something else. */
const EXTENSIONS: ReadonlyMap<string, boolean> = new Map([
  ['jar', true],
  ['war', true],
  ['ear', true],
  ['jpi', true],
  ['hpi', true],
  ['par', false],
  ['sar', false],
  ['nar', false],
  ['kar', false],
  ['lpkg', false],
  ['rar', false],
]);

/** Whether a path is called as an archive is. */
export function namesArchive(path: string): boolean {
  return EXTENSIONS.has(extensionOf(path));
}

/** Whether what is called so is damaged where it is no zip. */
export function mustBeZip(path: string): boolean {
  return EXTENSIONS.get(extensionOf(path)) ?? false;
}

function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? '' : path.slice(dot + 1).toLowerCase();
}
