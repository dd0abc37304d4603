/**
 * One request to a target, and what its answer means.
 *
 * | answer                            | outcome    | the message                                              |
 * | --------------------------------- | ---------- | -------------------------------------------------------- |
 * | 2xx                               | `taken`    | was told                                                 |
 * | 400, 413, 415, 422                | `refused`  | would be refused again: it is given up                   |
 * | any other, 3xx too                | `not now`  | was not taken: it is tried again, after `Retry-After`     |
 * | no connection, no such host       | `not now`  | was not sent                                             |
 * | none in time, connection broken   | `unknown`  | may have been taken: it is tried again                   |
 */

export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

export type Outcome =
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "not now"; readonly why: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unknown"; readonly why: string };

/** Sends a request. Does not throw. `why` names neither the address, which may be a secret, nor what was sent. */
export type Post = (request: Request, now: number) => Promise<Outcome>;

const REFUSED = new Set([400, 413, 415, 422]);
/** Of what the target says, for the log. */
const SAID = 300;
/** Nobody is kept waiting for longer by what a target says. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;
/** The request did not leave. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** Posts over HTTP until `stop` is aborted. */
export function httpPost(stop: AbortSignal): Post {
  return async ({ url, headers, body, timeoutMs }, now) => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]);
    try {
      // Who is redirected would be sent elsewhere than the settings say, with secrets in the headers.
      const answer = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
      if (answer.ok) {
        // Taken, whatever it goes on to say.
        await answer.body?.cancel().catch(() => {});
        return outcomeOf(answer.status, "", null, now);
      }
      const said = await beginningOf(answer);
      return outcomeOf(answer.status, said, answer.headers.get("retry-after"), now);
    } catch (error) {
      return outcomeOfFailure(error, timeoutMs);
    }
  };
}

/** What an answer means. `now`: ms since epoch, for a Retry-After that is a date. Pure. */
export function outcomeOf(status: number, said: string, retryAfter: string | null, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: "taken" };
  const why = `it answered ${status}${said === "" ? "" : `: ${said}`}`;
  if (REFUSED.has(status)) return { kind: "refused", why };
  return { kind: "not now", why, retryAfterMs: retryAfterMsOf(retryAfter, now) };
}

/** What the error says besides its code may hold the address, or a header. */
function outcomeOfFailure(error: unknown, timeoutMs: number): Outcome {
  const { name, cause } = error as Error & { readonly cause?: { readonly code?: string } };
  if (name === "TimeoutError") return { kind: "unknown", why: `it did not answer in ${timeoutMs} ms` };
  const code = cause?.code;
  const why = `it could not be reached, or broke the connection: ${code ?? name}`;
  return code !== undefined && NOT_SENT.has(code)
    ? { kind: "not now", why, retryAfterMs: null }
    : { kind: "unknown", why };
}

function retryAfterMsOf(text: string | null, now: number): number | null {
  if (text === null) return null;
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS);
}

/** Reads no more than is said of it: an answer may be without end. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (text.length < SAID) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // It may have failed by itself meanwhile; what it said is known.
    await reader.cancel().catch(() => {});
  }
  return text.slice(0, SAID).replaceAll(/\s+/g, " ").trim();
}
