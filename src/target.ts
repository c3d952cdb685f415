import { basename } from 'node:path';
import { type Archive, openArchive } from './archive/open.ts';
import type { Connections } from './connections.ts';
import type { ImageSource } from './image.ts';
import type { Clock } from './model/clock.ts';
import type { Digest } from './model/digest.ts';
import type { Log } from './model/log.ts';
import { apiHost, imageName, parseReference, type Reference } from './model/reference.ts';
import type { RegistryMirror, ScanRequest, Target } from './model/request.ts';
import { toldOnce } from './registry/auth/notice.ts';
import { createAuthorizer } from './registry/auth.ts';
import { createClient, type RegistryClient } from './registry/client.ts';
import { findCredentials } from './registry/credentials.ts';
import { Mirror, mirrorReference } from './registry/mirror.ts';
import { createMirrored } from './registry/mirrored.ts';
import { isPlainAllowed } from './registry/plain.ts';
import type { Get } from './registry/transport.ts';

/** Where the image is that a scan was asked for, ready to be read. */
export interface OpenTarget extends AsyncDisposable {
  readonly source: ImageSource;
  /** Which of the images there is meant. */
  readonly name: { readonly tag?: string; readonly digest?: Digest };
  /** As it was written, for people. */
  readonly text: string;
  /** The image's stable identity, with neither tag nor digest: alerts are kept apart by it. */
  readonly imageName: string;
}

export interface TargetOptions {
  readonly request: ScanRequest;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly connections: Connections;
}

/** Opens what a request asks for. Throws what `openArchive` throws; of a registry nothing is asked yet. */
export async function openTarget(options: TargetOptions, signal: AbortSignal): Promise<OpenTarget> {
  const { target } = options.request;
  return target.kind === 'archive' ? await openFromDisk(target.path, signal) : openRegistry(target, options);
}

async function openFromDisk(path: string, signal: AbortSignal): Promise<OpenTarget> {
  const archive = await openArchive(path, { signal });
  return {
    source: archive,
    name: {},
    text: path,
    imageName: nameOnDisk(archive),
    [Symbol.asyncDispose]: () => archive[Symbol.asyncDispose](),
  };
}

/** The repository where the image was chosen by a whole name; else the file's name, without what says how it is kept. */
function nameOnDisk({ path, name = '' }: Archive): string {
  if (name.includes('/')) return imageName(parseReference(name));
  return basename(path).replace(/(?:\.tar)?(?:\.gz|\.zst)?$|\.tgz$/, '');
}

function openRegistry({ reference, text }: Extract<Target, { kind: 'registry' }>, options: TargetOptions): OpenTarget {
  const { request, clock, connections } = options;
  const { registry, tag, digest } = reference;
  const upstream = connect(reference, connections.getFrom(apiHost(registry)), { ...options, own: true });
  const mirrors = request.registryMirrors
    .filter((mirror) => mirror.registry === registry)
    .map((mirror) => openMirror(mirror, reference, options));
  return {
    source: createMirrored(upstream, mirrors, clock),
    name: { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) },
    text,
    imageName: imageName(reference),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A repository that is no target of the scan, as where a database is published. Of it nothing is asked yet. */
export function openRepository(reference: Reference, options: TargetOptions): RegistryClient {
  return connect(reference, options.connections.getFrom(apiHost(reference.registry)), {
    ...options,
    own: isTarget(reference, options),
  });
}

/** The request's own credentials are those of the registry that the image is in. */
function isTarget({ registry }: Reference, { request: { target } }: TargetOptions): boolean {
  return target.kind === 'registry' && target.reference.registry === registry;
}

function openMirror(mirror: RegistryMirror, reference: Reference, options: TargetOptions): Mirror {
  const { log, connections } = options;
  return new Mirror({
    host: mirror.host,
    get: connections.getFromMirror(apiHost(mirror.host)),
    connect: (get) => connect(mirrorReference(reference, mirror), get, { ...options, own: false }),
    onNotice: (line) => log.notice(line),
  });
}

/** A repository of a registry, with who asks. The request's own credentials are the registry's, and no mirror's. */
function connect(reference: Reference, get: Get, options: TargetOptions & { readonly own: boolean }): RegistryClient {
  const { request, environment, clock, log, own } = options;
  const { registry, repository } = reference;
  const { credentials, dockerConfigDir, githubToken, insecureRegistries } = request;
  const onNotice = toldOnce((line) => log.notice(line));
  const authorizer = createAuthorizer({
    registry,
    repository,
    credentials: async (signal) =>
      await findCredentials(registry, repository, {
        ...(own && credentials !== undefined ? { given: credentials } : {}),
        ...(dockerConfigDir === undefined ? {} : { dockerConfigDir }),
        ...(githubToken === undefined ? {} : { githubToken }),
        environment,
        clock,
        signal,
        onNotice,
      }),
    get,
    clock,
    onSecret: (secret) => log.secret(secret),
    onNotice,
    isPlainAllowed: (url) => isPlainAllowed(url, insecureRegistries),
  });
  return createClient({ reference, get, authorizer, clock, onNotice });
}
