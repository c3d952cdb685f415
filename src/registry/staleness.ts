import { createHash } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import { TransientError } from './attempt.ts';
import { deadOnArrival } from './location.ts';

/** Milliseconds of life that a location must have left when it is opened. */
const SHORTEST_LIFE = 500;

/**
 * What one transfer remembers of the last location that was dead: a hash, never the location. A registry, or a cache before it,
 * that hands the same one out again and again is told apart from one whose locations are merely short-lived.
 * https://github.com/rpardini/docker-registry-proxy/issues/26
 */
export class Staleness {
  #dead: string | undefined;
  #again = false;
  #hurried = false;

  /**
   * Throws where the location must not be opened: a `TransientError` where another one is worth asking for, `STORAGE_DENIED` where
   * the same dead one has come again although it was asked for past every cache.
   */
  check(location: URL, deadline: number | undefined, clock: Clock): void {
    const left = (deadline ?? Number.POSITIVE_INFINITY) - clock.now();
    if (hashOf(location) === this.#dead) {
      if (this.#again) throw stuck(location);
      this.#again = true;
      throw deadOnArrival(location);
    }
    if (left <= 0) {
      this.died(location);
      throw deadOnArrival(location);
    }
    // A location that is fresh and still dies at once is all that this registry has to give: the second one is used.
    if (left < SHORTEST_LIFE && !this.#hurried) {
      this.#hurried = true;
      throw aboutToDie(location);
    }
  }

  /** The storage said that this location has expired. */
  died(location: URL): void {
    this.#dead = hashOf(location);
    this.#again = false;
  }
}

function hashOf(location: URL): string {
  return createHash('sha256').update(location.href).digest('base64');
}

function stuck({ host }: URL): ScanError {
  const message = `The registry hands out the same expired location on ${host} again and again, even asked with "no-cache".`;
  return new ScanError('STORAGE_DENIED', message, {
    hint: 'A cache before the registry keeps its redirects: exempt /v2/ from it.',
  });
}

function aboutToDie({ host }: URL): TransientError {
  const message = `The registry sends us to a location on ${host} that expires at once.`;
  const hint = 'Something between caches its answers, or its storage signs for too short a time.';
  return new TransientError('expired', new ScanError('STORAGE_DENIED', message, { hint }));
}
