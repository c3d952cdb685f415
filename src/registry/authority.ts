import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { ScanError } from '../model/errors.ts';

const CERTIFICATE = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g;

/**
 * The certificates of a PEM file, one or several of them; what stands around them is left aside.
 * Throws `USAGE` where the file cannot be read, holds none, or holds one that is broken.
 */
export function readAuthorities(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    throw new ScanError('USAGE', `The file of certificates ${path} could not be read.`, {
      hint: 'ca-file names a PEM file on this machine.',
      cause: error,
    });
  }
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0 || !found.every(isCertificate)) {
    throw new ScanError('USAGE', `The file ${path} holds no certificates that can be read.`, {
      hint: 'ca-file takes PEM: "-----BEGIN CERTIFICATE-----" and what follows, as often as there are authorities.',
    });
  }
  return found;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/**
 * Whom TLS trusts: the authorities that come with Node and those of `NODE_EXTRA_CA_CERTS`, the system's, and the ones given.
 * It is put together once, when it is first wanted: hundreds of certificates are read for it.
 */
export function createTrust(given: readonly string[] = []): () => SecureContext {
  let context: SecureContext | undefined;
  return () => {
    context ??= createSecureContext({
      ca: [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...given])],
    });
    return context;
  };
}
