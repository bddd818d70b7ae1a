import { describe, expect, test } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';

const now = new Date('2024-02-05T06:00:00Z');
const judge = (status: number, retryAfter?: string) => judgeAnswer({ status, retryAfter }, now);

describe("an endpoint's answer", () => {
  test.each([200, 201, 202, 204, 299])('%d: it has the message', (status) => {
    expect(judge(status)).toMatchObject({ kind: 'sent' });
  });

  test.each([400, 401, 404, 500, 503, 100])('%d: tried again', (status) => {
    expect(judge(status)).toEqual({
      kind: 'failed',
      reason: `The endpoint answered ${status}.`,
      notBeforeSeconds: 0,
    });
  });

  test.each([301, 302, 307, 308])('%d: a redirect is not followed', (status) => {
    expect(judge(status)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('redirects') });
  });

  test('410: it is gone', () => expect(judge(410)).toBe('gone'));

  test.each([
    ['120', 120],
    ['Mon, 05 Feb 2024 06:10:00 GMT', 600],
    ['Mon, 05 Feb 2024 05:00:00 GMT', 0],
    ['soon', 0],
  ])('Retry-After: %s is heard', (retryAfter, seconds) => {
    expect(judge(429, retryAfter)).toMatchObject({ notBeforeSeconds: seconds });
  });
});
