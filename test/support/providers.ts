/** An answer of a storage that refuses. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One kind of storage: how it signs, and how it refuses. */
export interface Provider {
  readonly name: string;
  /** The query of a URL signed at a moment (milliseconds since the epoch), for so many seconds. */
  query(at: number, life: number): string;
  readonly expired: Refusal;
  /** How that is known: by its words, by the time, or not at all, and then it is asked for again all the same. */
  readonly knownBy: 'words' | 'time' | 'nothing';
  readonly denied: Refusal;
  /** What of the denial must reach whoever reads the error. */
  readonly says: RegExp;
}

const basic = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
const unix = (at: number, life: number): number => Math.floor(at / 1000) + life;
const iso = (at: number, life: number): string => encodeURIComponent(new Date(at + life * 1000).toISOString().slice(0, 19) + 'Z');

const dated =
  (prefix: string) =>
  (at: number, life: number): string =>
    `${prefix}-Date=${basic(at)}&${prefix}-Expires=${life}&${prefix}-Signature=hidden`;
const xml = (code: string, message: string, rest = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message>${rest}</Error>`;
const html = (text: string): string => `<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`;

const AMAZON = { 'x-amz-request-id': 'REQ42' };
const EXPIRED = xml('AccessDenied', 'Request has expired', '<X-Amz-Expires>600</X-Amz-Expires>');
const MISMATCH = xml('SignatureDoesNotMatch', 'The request signature we calculated does not match.');
const AZURE = 'Server failed to authenticate the request.';
const azure = (detail: string): string =>
  xml('AuthenticationFailed', AZURE, `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`);
const POLICY = (at: number, life: number): string =>
  Buffer.from(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":${unix(at, life)}}}}]}`)
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('=', '_')
    .replaceAll('/', '~');

/** As they answer, read in their documentation and in issues about them. */
export const PROVIDERS: readonly Provider[] = [
  {
    name: 'Amazon S3, signature version 4',
    query: dated('X-Amz'),
    expired: { status: 403, headers: AMAZON, body: EXPIRED },
    knownBy: 'words',
    denied: { status: 403, headers: AMAZON, body: xml('InvalidAccessKeyId', 'The AWS access key does not exist.') },
    says: /InvalidAccessKeyId.*request id REQ42/,
  },
  {
    name: 'Amazon S3, temporary credentials that died before the URL',
    query: dated('X-Amz'),
    expired: { status: 400, headers: AMAZON, body: xml('ExpiredToken', 'The provided token has expired.') },
    knownBy: 'words',
    denied: { status: 403, headers: AMAZON, body: xml('AccessDenied', 'Access Denied') },
    says: /AccessDenied, Access Denied/,
  },
  {
    name: 'Amazon S3, signature version 2',
    query: (at, life) => `AWSAccessKeyId=k&Expires=${unix(at, life)}&Signature=hidden`,
    expired: { status: 403, headers: AMAZON, body: EXPIRED },
    knownBy: 'words',
    denied: { status: 403, headers: AMAZON, body: MISMATCH },
    says: /SignatureDoesNotMatch/,
  },
  {
    name: 'MinIO',
    query: dated('X-Amz'),
    expired: { status: 403, headers: AMAZON, body: EXPIRED },
    knownBy: 'words',
    denied: { status: 403, headers: AMAZON, body: xml('AccessDenied', 'Request is not valid yet') },
    says: /Request is not valid yet/,
  },
  {
    name: 'Ceph',
    query: dated('X-Amz'),
    expired: { status: 403, headers: AMAZON, body: xml('AccessDenied', 'The pre-signed URL has expired') },
    knownBy: 'words',
    denied: { status: 403, headers: AMAZON, body: '<Error><Code>AccessDenied</Code></Error>' },
    says: /AccessDenied/,
  },
  ...[403, 400].map((status) => ({
    name: `Cloudflare R2 (${status})`,
    query: dated('X-Amz'),
    expired: { status, headers: { 'cf-ray': 'RAY1' }, body: xml('ExpiredRequest', 'Request has expired') },
    knownBy: 'words' as const,
    denied: { status: 403, headers: { 'cf-ray': 'RAY1' }, body: MISMATCH },
    says: /SignatureDoesNotMatch.*RAY1/,
  })),
  {
    name: "Docker Hub's Cloudflare, whose timestamp may mean anything",
    query: (at) => `verify=${unix(at, 0)}-hidden`,
    expired: { status: 403, headers: { 'cf-ray': 'RAY2' }, body: html('403 Forbidden') },
    knownBy: 'nothing',
    denied: { status: 403, headers: { 'cf-ray': 'RAY2' }, body: html('403 Forbidden') },
    says: /403 Forbidden.*RAY2/,
  },
  {
    name: "Quay's Cloudflare",
    query: (at, life) => `cf_sign=hidden&cf_expiry=${unix(at, life)}`,
    expired: { status: 403, body: html('403 Forbidden') },
    knownBy: 'time',
    denied: { status: 403, headers: { 'cf-ray': 'RAY3' }, body: html('403 Forbidden') },
    says: /RAY3/,
  },
  {
    name: 'CloudFront without a policy',
    query: (at, life) => `Expires=${unix(at, life)}&Signature=hidden&Key-Pair-Id=K`,
    expired: { status: 403, headers: { 'x-amz-cf-id': 'CF1' }, body: xml('AccessDenied', 'Access denied') },
    knownBy: 'time',
    denied: { status: 403, headers: { 'x-amz-cf-id': 'CF1' }, body: xml('MissingKey', 'Missing Key-Pair-Id') },
    says: /MissingKey.*CF1/,
  },
  {
    name: 'CloudFront with a policy',
    query: (at, life) => `Policy=${POLICY(at, life)}&Signature=hidden&Key-Pair-Id=K`,
    expired: { status: 403, body: xml('AccessDenied', 'Access denied') },
    knownBy: 'time',
    denied: { status: 403, body: xml('InvalidKey', 'Unknown Key') },
    says: /Unknown Key/,
  },
  {
    name: 'Google Cloud Storage, signature version 4',
    query: dated('X-Goog'),
    expired: {
      status: 400,
      headers: { 'x-guploader-uploadid': 'UP1' },
      body: xml('ExpiredToken', 'The provided token has expired.', '<Details>Request has expired: 1</Details>'),
    },
    knownBy: 'words',
    denied: { status: 400, headers: { 'x-guploader-uploadid': 'UP1' }, body: xml('MalformedSecurityHeader', 'Bad header.') },
    says: /MalformedSecurityHeader.*UP1/,
  },
  {
    name: 'Google Cloud Storage, signature version 2',
    query: (at, life) => `GoogleAccessId=a&Expires=${unix(at, life)}&Signature=hidden`,
    expired: { status: 400, body: xml('ExpiredToken', 'The provided token has expired.') },
    knownBy: 'words',
    denied: { status: 403, body: MISMATCH },
    says: /SignatureDoesNotMatch/,
  },
  {
    name: 'Google Cloud CDN',
    query: (at, life) => `Expires=${unix(at, life)}&KeyName=k&Signature=hidden`,
    expired: { status: 403, body: '' },
    knownBy: 'time',
    denied: { status: 403, headers: { 'x-goog-request-id': 'G1' }, body: '' },
    says: /answered 403.*request id G1/,
  },
  {
    name: 'Google Artifact Registry, whose addresses tell nothing',
    query: () => 'opaque=hidden',
    expired: { status: 403, body: '' },
    knownBy: 'nothing',
    denied: { status: 403, body: 'Forbidden' },
    says: /Forbidden/,
  },
  {
    name: 'Azure Blob Storage, out of its time frame',
    query: (at, life) => `se=${iso(at, life)}&sp=r&sr=b&sv=2020-01-01&sig=hidden`,
    expired: {
      status: 403,
      headers: { 'x-ms-error-code': 'AuthenticationFailed' },
      body: azure('Signature not valid in the specified time frame: Start[a] - Expiry[b] - Current[c]'),
    },
    knownBy: 'words',
    denied: {
      status: 403,
      headers: { 'x-ms-error-code': 'AuthorizationFailure', 'x-ms-request-id': 'MS1' },
      body: '',
    },
    says: /AuthorizationFailure.*MS1/,
  },
  {
    name: 'Azure Blob Storage, after its expiry time',
    query: (at, life) => `se=${iso(at, life)}&sig=hidden`,
    expired: { status: 403, body: azure('Signed expiry time [a] must be after signed start time [b]') },
    knownBy: 'words',
    denied: { status: 403, headers: { 'x-ms-request-id': 'MS2' }, body: azure('Signature did not match.') },
    says: /AuthenticationFailed.*MS2/,
  },
  {
    name: 'Akamai, which prints the address that was asked for',
    query: (at, life) => `akamai_signature=exp=${unix(at, life)}~acl=*~hmac=hidden`,
    expired: { status: 403, body: html('Access Denied') },
    knownBy: 'time',
    denied: {
      status: 403,
      body: html('No permission to access http&#58;&#47;&#47;a&#47;b&#63;akamai_signature&#61;exp~hmac&#61;hidden'),
    },
    says: /No permission/,
  },
  {
    name: 'Fastly',
    query: () => 'token=hidden',
    expired: { status: 403, body: '' },
    knownBy: 'nothing',
    denied: { status: 403, body: xml('AccessDenied', 'no') },
    says: /AccessDenied/,
  },
  {
    name: 'Alibaba OSS, signature version 1',
    query: (at, life) => `OSSAccessKeyId=k&Expires=${unix(at, life)}&Signature=hidden`,
    expired: { status: 403, body: xml('AccessDenied', 'Request has expired.', '<EC>0002-00000069</EC>') },
    knownBy: 'words',
    denied: { status: 403, headers: { 'x-oss-request-id': 'OSS1' }, body: MISMATCH },
    says: /SignatureDoesNotMatch.*OSS1/,
  },
  {
    name: 'Alibaba OSS, signature version 2',
    query: (at, life) => `x-oss-signature-version=OSS2&x-oss-expires=${unix(at, life)}&x-oss-signature=hidden`,
    expired: { status: 403, body: xml('AccessDenied', 'Request has expired.') },
    knownBy: 'words',
    denied: { status: 403, body: MISMATCH },
    says: /SignatureDoesNotMatch/,
  },
  {
    name: 'Alibaba OSS, signature version 4',
    query: (at, life) => `x-oss-date=${basic(at)}&x-oss-expires=${life}&x-oss-signature=hidden`,
    expired: { status: 403, body: xml('AccessDenied', 'Request has expired.') },
    knownBy: 'words',
    denied: { status: 403, body: MISMATCH },
    says: /SignatureDoesNotMatch/,
  },
  {
    name: 'Tencent COS',
    query: (at, life) => `q-sign-time=1%3B${unix(at, life)}&q-key-time=1%3B${unix(at, life)}&q-signature=hidden`,
    expired: { status: 403, body: xml('RequestTimeTooSkewed', 'too skewed') },
    knownBy: 'time',
    denied: { status: 403, headers: { 'x-cos-request-id': 'COS1' }, body: xml('AccessDenied', 'no') },
    says: /AccessDenied.*COS1/,
  },
  {
    name: 'Huawei OBS',
    query: (at, life) => `X-Obs-Date=${basic(at)}&X-Obs-Expires=${life}&X-Obs-Signature=hidden`,
    expired: { status: 403, body: xml('AccessDenied', 'no') },
    knownBy: 'time',
    denied: { status: 403, headers: { 'x-obs-request-id': 'OBS1' }, body: xml('AccessDenied', 'no') },
    says: /AccessDenied.*OBS1/,
  },
  ...[true, false].map((isUnix) => ({
    name: `OpenStack Swift, its time in ${isUnix ? 'seconds' : 'words'}`,
    query: (at: number, life: number) => `temp_url_sig=hidden&temp_url_expires=${isUnix ? unix(at, life) : iso(at, life)}`,
    expired: { status: 401, body: html('401 Unauthorized: Temp URL invalid') },
    knownBy: 'words' as const,
    // It says the same in both cases; only a repetition tells.
    denied: { status: 401, headers: { 'x-trans-id': 'TX1' }, body: html('401 Unauthorized: Temp URL invalid') },
    says: /Temp URL invalid.*TX1/,
  })),
];
