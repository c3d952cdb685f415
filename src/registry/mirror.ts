import { ScanError } from '../model/errors.ts';
import type { Reference } from '../model/reference.ts';
import type { RegistryMirror } from '../model/request.ts';
import { TransientError } from './attempt.ts';
import type { RegistryClient } from './client.ts';
import type { Get } from './transport.ts';

/** What a reference is called on a mirror of its registry. Without a tag: what a tag means, the registry alone knows. */
export function mirrorReference({ repository, digest }: Reference, { host, prefix }: RegistryMirror): Reference {
  return {
    registry: host,
    repository: prefix === '' ? repository : `${prefix}/${repository}`,
    ...(digest === undefined ? {} : { digest }),
  };
}

export interface MirrorOptions {
  /** `mirror.example:5000`. */
  readonly host: string;
  /** Speaks for the mirror alone, over a dispatcher of its own: where a mirror is says nothing about the registry. */
  readonly get: Get;
  /** Makes the client of the repository on the mirror, with the mirror's own credentials, over the `Get` that it is given. */
  readonly connect: (get: Get) => RegistryClient;
  readonly onNotice: (text: string) => void;
}

/** Failures in a row after which a mirror is not asked any more. */
const MOST_FAILURES = 3;

/**
 * One mirror, and whether it is worth asking. It gets one try where a registry gets five: the next place is the better attempt.
 * After failing three times in a row, after refusing us, or after wrong bytes it is left alone for the rest of the scan.
 */
export class Mirror {
  readonly host: string;
  readonly client: RegistryClient;
  readonly #get: Get;
  readonly #onNotice: (text: string) => void;
  #failures = 0;
  #left = false;

  constructor({ host, get, connect, onNotice }: MirrorOptions) {
    this.host = host;
    this.#get = get;
    this.#onNotice = onNotice;
    this.client = connect(this.get);
  }

  get left(): boolean {
    return this.#left;
  }

  /** Like the mirror's `Get`, with every failure final: no network, 429 and 5xx throw a `ScanError`. */
  readonly get: Get = async (url, options) => {
    try {
      const answer = await this.#get(url, options);
      if (answer.status === 429 || answer.status >= 500) {
        answer.cancel();
        throw new ScanError('REGISTRY_REFUSED', `${url.host} answered ${answer.status}.`);
      }
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (options.signal.aborted) throw error;
      this.#failures += 1;
      const final = error instanceof TransientError ? error.outcome : error;
      if (this.#failures >= MOST_FAILURES) this.leave(`failed ${MOST_FAILURES} times in a row`);
      throw final;
    }
  };

  /** Told of what the mirror did not give. Being refused is said once, and is final; that something is missing is no news. */
  refused(error: unknown): void {
    if (!(error instanceof ScanError)) return;
    if (error.code === 'UNAUTHORIZED') this.leave('does not let us in');
    if (error.code === 'DIGEST_MISMATCH') this.leave('sent other bytes than it was asked for');
  }

  /** Not asked any more in this scan; `why` completes the sentence "The mirror … ". */
  leave(why: string): void {
    if (this.#left) return;
    this.#left = true;
    this.#onNotice(`The mirror ${this.host} ${why}, and is not asked any more.`);
  }
}
