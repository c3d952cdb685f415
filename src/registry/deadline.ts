/**
 * When a signed location dies, in milliseconds since the epoch, by what its query tells: the earliest of all that is
 * recognised, never judged by the host, because storages hide behind other names. Undefined where nothing is told.
 */
export function expiryOf(location: URL): number | undefined {
  const query = new Map([...location.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const times = SCHEMES.map((scheme) => scheme(query)).filter((time) => time !== undefined && Number.isFinite(time));
  return times.length === 0 ? undefined : Math.min(...times.map(Number));
}

type Query = ReadonlyMap<string, string>;
type Scheme = (query: Query) => number | undefined;

/** Seconds. No storage signs for longer than a week; Alibaba writes a moment under the same name. */
const LONGEST_DURATION = 7 * 24 * 3600;

/** A start and a number of seconds: S3 V4 (also MinIO, R2), Google V4, Alibaba OSS V4, Huawei OBS. */
function startAndSeconds(prefix: string): Scheme {
  return (query) => {
    const start = basicTime(query.get(`${prefix}-date`));
    const seconds = /^\d{1,9}$/.test(query.get(`${prefix}-expires`) ?? '') ? Number(query.get(`${prefix}-expires`)) : Number.NaN;
    return start === undefined || seconds > LONGEST_DURATION ? undefined : start + seconds * 1000;
  };
}

/** A moment in Unix seconds. Small numbers are durations and belong to other schemes. */
function unixSeconds(name: string): Scheme {
  return (query) => unixMoment(query.get(name));
}

function akamaiToken(name: string): Scheme {
  return (query) => unixMoment(/(?:^|~)exp=(\d+)/.exec(query.get(name) ?? '')?.[1]);
}

function unixMoment(text: string | undefined): number | undefined {
  const seconds = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN;
  return seconds > 1e9 && seconds < 1e11 ? seconds * 1000 : undefined;
}

const SCHEMES: readonly Scheme[] = [
  startAndSeconds('x-amz'),
  startAndSeconds('x-goog'),
  startAndSeconds('x-oss'),
  startAndSeconds('x-obs'),
  // S3 V2, Google V2, Google Cloud CDN, CloudFront without a policy, Alibaba OSS V1.
  unixSeconds('expires'),
  unixSeconds('x-oss-expires'),
  // Quay behind Cloudflare.
  unixSeconds('cf_expiry'),
  // OpenStack Swift writes either form.
  (query) => unixMoment(query.get('temp_url_expires')) ?? isoTime(query.get('temp_url_expires')),
  // Azure's shared access signature; `sig` tells that `se` is one.
  (query) => (query.has('sig') ? isoTime(query.get('se')) : undefined),
  // The key that signed it may die before it.
  (query) => (query.has('sig') ? isoTime(query.get('ske')) : undefined),
  // CloudFront with a policy.
  (query) => (query.has('key-pair-id') ? policyTime(query.get('policy')) : undefined),
  // Akamai's edge token: exp=1700000000~acl=…~hmac=….
  akamaiToken('akamai_signature'),
  akamaiToken('hdnts'),
  akamaiToken('hdnea'),
  // Tencent COS: start;end, of the signature and of its key.
  (query) => unixMoment(query.get('q-sign-time')?.split(';')[1]),
  (query) => unixMoment(query.get('q-key-time')?.split(';')[1]),
];

/** `20260102T030405Z`. */
function basicTime(text: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/i.exec(text ?? '');
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/** `2026-01-02T03:04:05Z`, and what is left of it when its writer is brief. Without a zone it is UTC. */
function isoTime(text: string | undefined): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(text ?? '');
  if (parts === null) return undefined;
  const time = Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? 'Z'}`);
  return Number.isNaN(time) ? undefined : time;
}

function policyTime(policy: string | undefined): number | undefined {
  if (policy === undefined) return undefined;
  const text = Buffer.from(policy.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64').toString('latin1');
  return unixMoment(/"DateLessThan"\s*:\s*\{\s*"AWS:EpochTime"\s*:\s*(\d+)/.exec(text)?.[1]);
}

/**
 * The deadline on the monotonic clock. It is measured against the `Date` of the very answer that gave the location, so that
 * neither a skewed runner nor a cached redirect can lie: a stale one comes out in the past. A cache that keeps the `Date` tells
 * with `Age`, in seconds, how old it is: https://www.rfc-editor.org/rfc/rfc9111#section-5.1
 */
export function deadlineOf(
  location: URL,
  answeredAt: string | undefined,
  now: { readonly wall: number; readonly monotonic: number },
  age?: string,
): number | undefined {
  const expiry = expiryOf(location);
  if (expiry === undefined) return undefined;
  const date = Date.parse(answeredAt ?? '');
  const aged = /^\d{1,9}$/.test(age ?? '') ? Number(age) * 1000 : 0;
  return now.monotonic + (expiry - (Number.isNaN(date) ? now.wall : date + aged));
}
