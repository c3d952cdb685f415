import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';

/** What becomes an image: a stage with the stages it is built on. */
export interface Target {
  /** The `FROM` that names the image below all of them. */
  readonly from: Instruction;
  /** In the order in which they run. */
  readonly instructions: readonly Instruction[];
}

/**
 * The stage that is built, the last where none is named, and what it stands on. Undefined where the Dockerfile has no such stage.
 * https://docs.docker.com/build/building/multi-stage/
 */
export function targetOf({ stages }: Dockerfile, name?: string): Target | undefined {
  let index = name === undefined ? stages.length - 1 : placeOf(stages, name, stages.length);
  const chain: Stage[] = [];
  // A stage stands on an earlier one only, so this ends.
  for (let stage = stages[index]; stage !== undefined; stage = stages[index]) {
    chain.unshift(stage);
    index = placeOf(stages, stage.base, index);
  }
  const [first] = chain;
  if (first === undefined) return undefined;
  return { from: first.from, instructions: chain.flatMap(({ instructions }) => instructions) };
}

/** The stage of that name, or of that number, before another; -1 where the name is an image's. */
function placeOf(stages: readonly Stage[], name: string, before: number): number {
  const wanted = name.toLowerCase();
  const named = stages.slice(0, Math.max(before, 0)).findLastIndex((stage) => stage.name === wanted);
  if (named !== -1 || !/^\d{1,4}$/.test(name)) return named;
  return Number(name) < before ? Number(name) : -1;
}
