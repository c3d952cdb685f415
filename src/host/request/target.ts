import { ScanError } from '../../model/errors.ts';
import { parseReference } from '../../model/reference.ts';
import type { Credentials, Target } from '../../model/request.ts';
import { labelOf, type Source } from '../options.ts';
import { type Given, parsePath, sentence } from './given.ts';

/** A reference wins over a path, as in clair-action. Throws `USAGE` or `REFERENCE_INVALID`. */
export function parseTarget(given: Given, source: Source): Target {
  const text = given('image-ref');
  if (text) return { kind: 'registry', reference: parseReference(text), text };
  const path = given('image-path');
  if (path) return { kind: 'archive', path: parsePath(path) };
  const hint = `It takes [registry/]repository[:tag][@digest], as in ghcr.io/acme/shop:1.4; ${labelOf('image-path', source)} takes an image on disk.`;
  throw new ScanError('USAGE', sentence(`${labelOf('image-ref', source)} is missing: there is no image to scan.`), { hint });
}

/** Reads who signs in: both or neither is given. Throws `USAGE`. */
export function parseCredentials(given: Given, source: Source): Credentials | undefined {
  const username = given('registry-username');
  const password = given('registry-password');
  if (username && password) return { username, password };
  if (!username && !password) return undefined;
  const [there, missing] = username
    ? (['registry-username', 'registry-password'] as const)
    : (['registry-password', 'registry-username'] as const);
  throw new ScanError('USAGE', sentence(`${labelOf(there, source)} is given, but ${labelOf(missing, source)} is empty.`), {
    hint: 'Give both, or neither. In a workflow, a secret that does not exist is empty, and a fork gets no secrets.',
  });
}
