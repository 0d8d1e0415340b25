/**
 * When to ask again. IEEE 2030.5-2018 leaves retries open; these figures are the field's practice, in one place.
 */

export interface RetryPolicy {
  /** Most tries of one request, the first included. */
  readonly maxTries: number;
  /** Wait before the second try, ms; each further wait is twice the one before. */
  readonly firstDelayMs: number;
  /** Longest wait, ms, unless the server asked for a longer one. */
  readonly maxDelayMs: number;
  /** Longest wait that a server may ask for with Retry-After, s. */
  readonly maxRetryAfterS: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = Object.freeze({
  maxTries: 5,
  firstDelayMs: 250,
  maxDelayMs: 30_000,
  maxRetryAfterS: 3600,
});

/**
 * The wait before try number `tries + 1`, ms, or `undefined` where there is none left.
 *
 * @param tries tries made so far, at least 1
 * @param retryAfterS what the server asked for, s
 * @param random a number in [0, 1): the wait is spread over its upper quarter so that many devices do not come at once
 */
export function retryDelayMs(
  policy: RetryPolicy,
  tries: number,
  retryAfterS: number | undefined,
  random: number,
): number | undefined {
  if (tries >= policy.maxTries) return undefined;
  const doubled = Math.min(policy.firstDelayMs * Math.pow(2, tries - 1), policy.maxDelayMs);
  const spread = doubled * (1 + random / 4);
  if (retryAfterS === undefined) return spread;
  return Math.max(spread, Math.min(retryAfterS, policy.maxRetryAfterS) * 1000);
}

/** Whether a status asks for another try: never a redirection or a client error, which the next poll meets instead. */
export function isRetriedStatus(status: number): boolean {
  return status === 429 || status === 500 || status === 502 || status === 503 || status === 504;
}
