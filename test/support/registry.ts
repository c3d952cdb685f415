import type { IncomingMessage, ServerResponse } from 'node:http';
import { digestOf, type MadeBlob, type MadeImage } from './images.ts';
import { reply, type Server, serve } from './server.ts';
import type { Store } from './store.ts';

export interface RegistryOptions {
  /** Where blobs lie; without one the registry sends them itself. */
  readonly store?: Pick<Store, 'put' | 'sign'>;
  /** How old, in seconds, a signed URL is when it is handed out. */
  readonly age?: (digest: string, count: number) => number;
  readonly auth?: {
    readonly kind: 'basic' | 'bearer';
    readonly username?: string;
    readonly password?: string;
    readonly tokenLife?: number;
    /** Requests after which a token is dead, whatever its life. */
    readonly tokenUses?: number;
  };
  readonly wall?: () => number;
  /** Sees each request first. True means that it has been answered. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

export interface RegistryRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** A registry on loopback: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
export interface Registry extends Server {
  readonly requests: readonly RegistryRequest[];
  /** Blobs that were asked for, by digest. */
  readonly resolved: readonly string[];
  /** Puts an image, and tags its manifest. */
  push(image: MadeImage, tag?: string): void;
  /** Puts a manifest or index of its own. */
  tag(manifest: MadeBlob & { readonly mediaType: string }, tag?: string): void;
  putBlob(blob: MadeBlob): void;
}

export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const manifests = new Map<string, MadeBlob & { readonly mediaType: string }>();
  const blobs = new Map<string, MadeBlob>();
  const requests: RegistryRequest[] = [];
  const resolved: string[] = [];
  const tokens = new Map<string, number>();
  const uses = new Map<string, number>();
  const wall = options.wall ?? Date.now;

  const server = await serve(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://registry');
    requests.push({ method: request.method ?? '', path: url.pathname + url.search, headers: request.headers });
    response.setHeader('date', new Date(wall()).toUTCString());
    if ((await options.intercept?.(request, response)) === true) return;
    if (url.pathname === '/token') {
      issueToken(request, response, url);
      return;
    }
    if (!isAllowed(request)) {
      const challenge =
        options.auth?.kind === 'bearer'
          ? `Bearer realm="${server.origin}/token",service="test",scope="repository:app:pull"`
          : 'Basic realm="test"';
      reply(response, 401, errors('UNAUTHORIZED', 'authentication required'), { 'www-authenticate': challenge });
      return;
    }
    answer(request, response, url.pathname);
  });

  function issueToken(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const { username, password, tokenLife = 300 } = options.auth ?? { kind: 'bearer' };
    const expected = username === undefined ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    if (expected !== undefined && request.headers.authorization !== expected)
      return reply(response, 401, errors('UNAUTHORIZED', 'who are you'));
    if (!url.searchParams.get('scope')?.includes('pull')) return reply(response, 400, errors('DENIED', 'no scope'));
    const token = `token-${tokens.size + 1}`;
    tokens.set(token, wall() + tokenLife * 1000);
    return reply(response, 200, JSON.stringify({ token, expires_in: tokenLife }));
  }

  function isAllowed({ headers: { authorization = '' } }: IncomingMessage): boolean {
    const { auth } = options;
    if (auth === undefined) return true;
    if (auth.kind === 'basic')
      return authorization === `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
    const token = authorization.replace(/^Bearer /, '');
    const used = (uses.get(token) ?? 0) + 1;
    uses.set(token, used);
    return (tokens.get(token) ?? 0) > wall() && used <= (auth.tokenUses ?? Number.POSITIVE_INFINITY);
  }

  function answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    if (path === '/v2/') return reply(response, 200, '{}');
    const [, kind = '', name = ''] = /^\/v2\/.+\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
    if (kind === 'manifests') {
      const manifest = manifests.get(name);
      if (manifest === undefined) return reply(response, 404, errors('MANIFEST_UNKNOWN', 'manifest unknown'));
      response.writeHead(200, { 'content-type': manifest.mediaType, 'docker-content-digest': `sha256:${'0'.repeat(64)}` });
      return void response.end(manifest.bytes);
    }
    const found = blobs.get(name);
    if (found === undefined) return reply(response, 404, errors('BLOB_UNKNOWN', 'blob unknown to registry'));
    resolved.push(name);
    if (options.store !== undefined) {
      const age = options.age?.(name, resolved.filter((digest) => digest === name).length) ?? 0;
      return reply(response, 307, '', { location: options.store.sign(`blobs/${name}`, age) });
    }
    return sendBlob(request, response, found.bytes);
  }

  return {
    ...server,
    requests,
    resolved,
    push: (image, tag = 'latest') => {
      for (const part of [image.config, ...image.layers]) putBlob(part);
      setManifest(image.manifest, tag);
    },
    tag: setManifest,
    putBlob,
  };

  function putBlob(part: MadeBlob): void {
    blobs.set(part.digest, part);
    options.store?.put(`blobs/${part.digest}`, part.bytes);
  }

  function setManifest(manifest: MadeBlob & { readonly mediaType: string }, tag = 'latest'): void {
    manifests.set(tag, manifest);
    manifests.set(digestOf(manifest.bytes), manifest);
  }
}

function sendBlob(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  if (range === null) {
    response.writeHead(200, { 'content-length': bytes.length });
    response.end(bytes);
    return;
  }
  const [from, to] = [Number(range[1]), Number(range[2])];
  response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${bytes.length}`, 'content-length': to - from + 1 });
  response.end(bytes.subarray(from, to + 1));
}

function errors(code: string, message: string): string {
  return JSON.stringify({ errors: [{ code, message }] });
}
