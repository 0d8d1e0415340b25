import test from 'ava';
import fc from 'fast-check';
import { DEFAULT_RETRY_POLICY, isRetriedStatus, retryDelayMs } from '../../../stack/client/retry.js';

test('waits double from a quarter of a second, are bounded, and end', (t) => {
  const policy = { ...DEFAULT_RETRY_POLICY, maxTries: 12, maxDelayMs: 10_000 };
  const waits: number[] = [];
  for (let tries = 1; ; tries++) {
    const wait = retryDelayMs(policy, tries, undefined, 0);
    if (wait === undefined) break;
    waits.push(wait);
  }
  t.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000, 10_000]);
});

test('Retry-After is never undercut, and bounded by the policy (RFC 9110 §10.2.3)', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (afterS, random) => {
        const wait = retryDelayMs(DEFAULT_RETRY_POLICY, 1, afterS, random)!;
        t.true(wait >= Math.min(afterS, DEFAULT_RETRY_POLICY.maxRetryAfterS) * 1000);
        t.true(wait <= Math.max(312.5, DEFAULT_RETRY_POLICY.maxRetryAfterS * 1000));
      },
    ),
  );
});

test('redirections and client errors are never tried again', (t) => {
  for (const status of [200, 201, 204, 301, 302, 400, 401, 403, 404, 405, 406, 413, 415, 501]) {
    t.false(isRetriedStatus(status), String(status));
  }
  for (const status of [429, 500, 502, 503, 504]) t.true(isRetriedStatus(status), String(status));
});
