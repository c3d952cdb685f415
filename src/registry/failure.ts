import { errors } from 'undici';
import { ScanError } from '../model/errors.ts';
import { printable, shorten } from '../model/text.ts';
import { TransientError } from './attempt.ts';

/** A connection that did not come about: nothing was said over it. Its cause says why. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(cause: Error) {
    // A connection that failed at each of several addresses has a code and no message of its own.
    super(cause.message || codeOf(cause), { cause });
  }
}

/**
 * What a failed connection or a broken body means for the scan: `NETWORK`, final where the certificate is at fault, else a
 * `TransientError`. An error of the project itself is passed on, and so is the reason of an abort.
 */
export function networkFailure(error: unknown, url: URL, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ScanError || error instanceof TransientError) return error;
  const cause = plainError(error instanceof ConnectionError ? error.cause : error);
  const fault = tlsFault(error);
  if (fault !== undefined) {
    return new ScanError('NETWORK', `No connection to ${url.host}: ${fault.reason}.`, { hint: fault.hint, cause });
  }
  const message = `No connection to ${url.host}: ${reasonOf(error)}.`;
  const hint = 'Check that the host is reachable from this runner, and its proxy settings.';
  return new TransientError('network', new ScanError('NETWORK', message, { hint, cause }));
}

/** The code of an error, of Node's or of the HTTP client's; empty where it has none. */
export function codeOf(error: unknown): string {
  if (error instanceof ConnectionError) return codeOf(error.cause);
  if (error instanceof errors.UndiciError) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
};

/** Why, in a few words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? (code || (error instanceof Error ? withoutSecrets(error.message) : 'unknown reason'));
}

const OWN_AUTHORITY = 'Where the host is your own, let ca-file name a PEM file with its authority.';
const CLOCKS = 'Check the clock of this machine; if it is right, the host needs a new certificate.';
const UNKNOWN = { reason: 'its certificate comes from an authority that is not trusted here', hint: OWN_AUTHORITY };

/** What is wrong with the TLS of a host, where no second attempt could find it otherwise. */
export interface TlsFault {
  readonly reason: string;
  readonly hint: string;
}

const CERTIFICATE_FAULTS: Readonly<Record<string, TlsFault>> = {
  CERT_HAS_EXPIRED: { reason: 'its certificate has expired', hint: CLOCKS },
  CERT_NOT_YET_VALID: { reason: 'its certificate is not valid yet', hint: CLOCKS },
  DEPTH_ZERO_SELF_SIGNED_CERT: { reason: 'its certificate is self-signed', hint: OWN_AUTHORITY },
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'its certificate is for another host',
    hint: 'Ask for it by a name that its certificate holds; if you did, something else answers in its place.',
  },
};

/** What OpenSSL says, version by version, of an answer that is no TLS. */
const NO_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST', 'EPROTO']);

/** The fault that ended a connection, where it was one of TLS; its reason completes "No connection to …". */
export function tlsFault(error: unknown): TlsFault | undefined {
  if (NO_TLS.has(codeOf(error))) {
    const hint = 'Where the host is your own and speaks plain http, list it in insecure-registries.';
    return { reason: 'it does not speak TLS', hint };
  }
  return certificateFault(codeOf(error));
}

/** Whether the host spoke TLS with a certificate that is not accepted. */
export function isCertificateFault(error: unknown): boolean {
  return certificateFault(codeOf(error)) !== undefined;
}

function certificateFault(code: string): TlsFault | undefined {
  const known = CERTIFICATE_FAULTS[code];
  if (known !== undefined) return known;
  // The others are many and rare: https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/
  return /^(?:CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT)/.test(code)
    ? { reason: `its certificate is not accepted (${code})`, hint: OWN_AUTHORITY }
    : undefined;
}

const DEEPEST_CAUSE = 4;
const LONGEST_MESSAGE = 300;

/**
 * The same error with nothing but its name, code, message and causes. Errors of a network carry what was on the wire, such as
 * the unread rest of an answer with a signed URL in it, and whoever prints an error prints all of it.
 */
export function plainError(error: unknown, depth = 0): Error {
  if (!(error instanceof Error)) return new Error('unknown reason');
  const code = codeOf(error);
  const inner = error instanceof AggregateError && error.cause === undefined ? error.errors[0] : error.cause;
  const cause = inner instanceof Error && depth < DEEPEST_CAUSE ? { cause: plainError(inner, depth + 1) } : {};
  const plain = new Error(withoutSecrets(error.message), cause);
  if (error.name !== 'Error') plain.name = error.name;
  return code === '' ? plain : Object.assign(plain, { code });
}

/** A message whose addresses have lost their queries and credentials. */
function withoutSecrets(message: string): string {
  const bare = message.replace(/\/\/[^\s/@"']*@/g, '//').replace(/[?#][^\s"']*/g, '');
  return shorten(printable(bare), LONGEST_MESSAGE);
}
