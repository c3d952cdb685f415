/** Tells each line once, however often it becomes true. */
export function toldOnce(onNotice: (line: string) => void): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    if (told.has(line)) return;
    told.add(line);
    onNotice(line);
  };
}
