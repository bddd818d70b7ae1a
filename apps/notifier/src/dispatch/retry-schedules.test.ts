import { describe, expect, test } from 'vitest';
import { pauseAfter, retrySchedules } from './retry-schedules.ts';

const all = (channel: 'email' | 'webhook'): number[] =>
  retrySchedules[channel].map(
    (_, failures) => pauseAfter(retrySchedules[channel], failures, { random: () => 0 }) ?? 0,
  );

describe('pauses between tries', () => {
  test('grow over hours for e-mail, and end after two days', () => {
    const pauses = all('email');
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.reduce((sum, pause) => sum + pause) / 3_600).toBeCloseTo(44.6, 1);
    expect(pauseAfter(retrySchedules.email, retrySchedules.email.length)).toBeUndefined();
  });

  test('are those of Standard Webhooks for webhooks', () => {
    expect(all('webhook')).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  });

  test('are spread by up to a tenth', () => {
    expect(pauseAfter([100], 0, { random: () => 0.999 })).toBeCloseTo(110, 0);
  });

  test('are longer where the other side asks for it, a day at most', () => {
    expect(pauseAfter([5], 0, { notBeforeSeconds: 600, random: () => 0 })).toBe(600);
    expect(pauseAfter([5], 0, { notBeforeSeconds: 1e9, random: () => 0 })).toBe(86_400);
    expect(pauseAfter([1_000], 0, { notBeforeSeconds: 600, random: () => 0 })).toBe(1_000);
  });
});
