import type { Format } from './format.ts';

/** Every format that a report can be written in. To add one: one file, one line. */
export const FORMATS: readonly Format[] = [];
