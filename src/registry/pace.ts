/** Bytes a second under which a connection is hardly worth waiting for. */
const SLOWEST = 10 * 1024;
/** Milliseconds of waiting over which it is judged. */
const WINDOW = 120_000;

/**
 * How fast bytes come while we wait for them. The time that we take ourselves is not the server's, and is not counted: a slow
 * reader does not make a slow server. https://github.com/coreos/fedora-coreos-tracker/issues/2149
 */
export class Pace {
  #waited = 0;
  #received = 0;

  /** So many bytes came after so many milliseconds of waiting. True where the connection only trickles. */
  trickles(bytes: number, waited: number): boolean {
    this.#waited += waited;
    this.#received += bytes;
    if (this.#waited < WINDOW) return false;
    const trickles = this.#received / (this.#waited / 1000) < SLOWEST;
    this.#waited = 0;
    this.#received = 0;
    return trickles;
  }
}
