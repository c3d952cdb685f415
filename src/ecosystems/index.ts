import type { Ecosystem } from './ecosystem.ts';

/** Every ecosystem that Hullcheck knows. To add one: one file, one line. */
export const ECOSYSTEMS: readonly Ecosystem[] = [];
