/** One exchange over HTTP. Resolves whatever the status is, follows no redirect, and rejects where the network failed or at the signal. */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>;

export interface ExchangeRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface ExchangeAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body; undefined where it is no JSON. */
  readonly json: unknown;
}

/** What GitHub is asked with. */
export type Method = 'GET' | 'POST' | 'PATCH';
