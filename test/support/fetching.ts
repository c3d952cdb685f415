import { Agent } from 'undici';
import type { BlobSink, BlobSource } from '../../src/model/blob.ts';
import type { Clock } from '../../src/model/clock.ts';
import { parseReference } from '../../src/model/reference.ts';
import { createAuthorizer } from '../../src/registry/auth.ts';
import type { Login } from '../../src/registry/credentials/login.ts';
import { createClient, type RegistryClient } from '../../src/registry/client.ts';
import { createMeter, type Meter } from '../../src/registry/meter.ts';
import { createTransport, type Get } from '../../src/registry/transport.ts';
import { fakeClock, type FakeClock } from './clock.ts';
import type { MadeBlob } from './images.ts';

export interface Fetching extends AsyncDisposable {
  readonly client: RegistryClient;
  readonly get: Get;
  readonly clock: FakeClock;
  readonly meter: Meter;
  readonly signal: AbortSignal;
  readonly secrets: readonly string[];
  readonly notices: readonly string[];
}

/** Everything that fetching from a registry on loopback takes, with its own clock. */
export function fetching(
  host: string,
  options: { readonly clock?: FakeClock; readonly credentials?: () => Promise<Login | undefined> } = {},
): Fetching {
  const clock = options.clock ?? fakeClock();
  const dispatcher = new Agent();
  const get = createTransport(dispatcher);
  const secrets: string[] = [];
  const notices: string[] = [];
  const reference = parseReference(`${host}/app`);
  const authorizer = createAuthorizer({
    registry: reference.registry,
    repository: reference.repository,
    credentials: options.credentials ?? (() => Promise.resolve(undefined)),
    get,
    clock: clock satisfies Clock,
    onSecret: (secret) => void secrets.push(secret),
    onNotice: (line) => void notices.push(line),
  });
  return {
    client: createClient({ reference, get, authorizer, clock, onNotice: (line) => void notices.push(line) }),
    get,
    clock,
    meter: createMeter(),
    signal: new AbortController().signal,
    secrets,
    notices,
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

/** A sink that keeps everything, and tells what became of it. */
export function memorySink(): BlobSink<Buffer> & { readonly aborted: () => boolean } {
  const chunks: Uint8Array[] = [];
  let aborted = false;
  return {
    write: (chunk) => void chunks.push(chunk),
    end: () => Promise.resolve(Buffer.concat(chunks)),
    abort: () => {
      aborted = true;
    },
    aborted: () => aborted,
  };
}

export function sourceOf(client: RegistryClient, { digest, bytes }: MadeBlob): BlobSource {
  return client.blob({ digest, size: bytes.length, mediaType: 'application/octet-stream' });
}
