import type { Reader } from '../../model/inventory.ts';
import { CHISEL_MANIFEST } from './chisel.ts';
import { DPKG_FILES } from './files.ts';
import { DPKG_STATUS } from './status.ts';

/** What distributions of dpkg's packages share: their database, the files of each package, and what Chisel writes instead. */
export const DPKG_READERS: readonly Reader[] = [DPKG_STATUS, DPKG_FILES, CHISEL_MANIFEST];
