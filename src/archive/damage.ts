import { ScanError } from '../model/errors.ts';

/** The error for an archive that is one, and is not whole or contradicts itself. `why` reads on from "it cannot be used:". */
export function damaged(why: string, cause?: unknown): ScanError {
  return new ScanError('MANIFEST_INVALID', `The image on disk cannot be used: ${why}.`, {
    hint: 'Save it again, and check that it was copied whole.',
    cause,
  });
}
