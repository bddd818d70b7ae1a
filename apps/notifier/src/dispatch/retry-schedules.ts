import type { DeliveryChannel } from '@reports/contracts';

const minute = 60;
const hour = 60 * minute;

/** Seconds between tries; past the last one a delivery is given up. */
export const retrySchedules: Readonly<Record<DeliveryChannel, readonly number[]>> = {
  /** Two days, as mail servers themselves hold on to mail. */
  email: [10, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, 24 * hour],
  /** As Standard Webhooks 1.0 recommends: three days. */
  webhook: [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
};

const maxPauseSeconds = 24 * hour;

/**
 * Seconds until the try after a failure; undefined: give up. `failures` counts those before it. Up to a tenth is added at
 * random, so that what failed together does not come back together.
 */
export const pauseAfter = (
  schedule: readonly number[],
  failures: number,
  { notBeforeSeconds = 0, random = Math.random }: { notBeforeSeconds?: number; random?: () => number } = {},
): number | undefined => {
  const pause = schedule[failures];
  if (pause === undefined) return undefined;
  return Math.max(pause * (1 + random() / 10), Math.min(notBeforeSeconds, maxPauseSeconds));
};
