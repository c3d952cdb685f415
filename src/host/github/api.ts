import type { Clock } from '../../model/clock.ts';
import { errorLine } from '../../model/errors.ts';
import { printable, shorten } from '../../model/text.ts';
import { TOOL } from '../../model/tool.ts';
import type { GithubContext } from './context.ts';
import type { Exchange, ExchangeAnswer, Method } from './exchange.ts';
import { fieldOf, listOf } from './json.ts';
import { isRateLimit, waitOf } from './patience.ts';

export interface Question {
  readonly method: Method;
  /** Below the repository: `/code-scanning/sarifs`. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether it does no harm when it is done twice. Then it is asked again after an answer that never came. */
  readonly repeatable: boolean;
}

/** What came of a question. Nothing here is thrown: a report that could not be shown is a report all the same. */
export type Reply =
  | { readonly kind: 'answered'; readonly json: unknown }
  /** `status` is absent where there was no answer. The reason is one printable line. */
  | { readonly kind: 'refused'; readonly status?: number; readonly reason: string };

/** GitHub's REST API, as far as it is about this repository. */
export type Api = (question: Question) => Promise<Reply>;

export interface ApiOptions {
  readonly exchange: Exchange;
  readonly context: Pick<GithubContext, 'apiUrl' | 'repository' | 'token'>;
  readonly clock: Clock;
  /** Ends with the run. */
  readonly signal: AbortSignal;
}

const MOST_ATTEMPTS = 4;
/** Milliseconds for one exchange. */
const LONGEST_EXCHANGE = 60_000;
/** Milliseconds. Whoever asks for more patience than this gets none: a finished scan is not held up. */
const LONGEST_WAIT = 60_000;
const LONGEST_REASON = 300;

/** Asks GitHub, again where that may help and for a bounded time. https://docs.github.com/en/rest/using-the-rest-api */
export function createApi({ exchange, context, clock, signal }: ApiOptions): Api {
  const headers = {
    accept: 'application/vnd.github+json',
    'user-agent': `hullcheck/${TOOL.version}`,
    'x-github-api-version': '2022-11-28',
    ...(context.token === undefined ? {} : { authorization: `Bearer ${context.token}` }),
  };

  async function attempt({ method, path, body }: Question): Promise<ExchangeAnswer> {
    const limit = new AbortController();
    const clear = clock.after(LONGEST_EXCHANGE, () => limit.abort(new Error('it took too long to answer')));
    try {
      return await exchange({
        method,
        url: `${context.apiUrl}/repos/${context.repository}${path}`,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, limit.signal]),
      });
    } finally {
      clear();
    }
  }

  return async (question) => {
    for (let failures = 1; ; failures += 1) {
      const { reply, wait } = await settle(async () => await attempt(question), { question, clock, failures });
      if (wait === undefined || wait > LONGEST_WAIT || failures >= MOST_ATTEMPTS) return reply;
      try {
        await clock.sleep(wait, signal);
      } catch {
        return reply;
      }
    }
  };
}

interface Settled {
  readonly reply: Reply;
  /** Milliseconds until it is worth asking again; undefined where it never is. */
  readonly wait?: number | undefined;
}

interface Circumstances {
  readonly question: Question;
  readonly clock: Pick<Clock, 'wall'>;
  readonly failures: number;
}

async function settle(attempt: () => Promise<ExchangeAnswer>, { question, clock, failures }: Circumstances): Promise<Settled> {
  const later = 1000 * 4 ** (failures - 1);
  let answer: ExchangeAnswer;
  try {
    answer = await attempt();
  } catch (error) {
    const reply: Reply = { kind: 'refused', reason: line(`GitHub could not be reached: ${errorLine(error)}`) };
    return { reply, wait: question.repeatable ? later : undefined };
  }
  const { status, json } = answer;
  if (status >= 200 && status < 300) return { reply: { kind: 'answered', json } };
  const reply: Reply = { kind: 'refused', status, reason: line(`GitHub answered ${status}${messageOf(json)}`) };
  // What was turned away for its rate was not done; what broke on the way may have been.
  if (isRateLimit(answer)) return { reply, wait: waitOf(answer, clock.wall()) ?? later };
  return { reply, wait: status >= 500 && question.repeatable ? later : undefined };
}

/** What GitHub says of a refusal: `message`, and the messages of `errors`. */
function messageOf(json: unknown): string {
  const details = listOf(fieldOf(json, 'errors'))
    .slice(0, 3)
    .map((error) => fieldOf(error, 'message') ?? error);
  const said = [fieldOf(json, 'message'), ...details].filter((text) => typeof text === 'string' && text !== '');
  return said.length === 0 ? '' : `: ${said.join('; ')}`;
}

function line(text: string): string {
  return shorten(printable(text.slice(0, LONGEST_REASON * 8).replace(/\s+/g, ' ')), LONGEST_REASON);
}
