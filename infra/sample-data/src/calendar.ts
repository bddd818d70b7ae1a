import type { Random } from './random.ts';

export const dayMs = 86_400_000;

/** `2024-01-31T18:00:00Z`, of whole seconds since the epoch in milliseconds. */
export const timestamp = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** Share of a normal working day's calls, Sunday first. */
const weekdayWeights = [0.08, 1.15, 1.1, 1.02, 1, 0.92, 0.38] as const;

/**
 * Share of the calls that begin in each hour of the centre's day (09–20 o'clock, +05:30), with its lunch dip, and how
 * likely people are to answer then compared with the best hour.
 */
const hours = [
  { hour: 9, weight: 0.7, answered: 0.82 },
  { hour: 10, weight: 1.15, answered: 0.92 },
  { hour: 11, weight: 1.25, answered: 0.95 },
  { hour: 12, weight: 1.1, answered: 0.9 },
  { hour: 13, weight: 0.6, answered: 0.78 },
  { hour: 14, weight: 0.9, answered: 0.84 },
  { hour: 15, weight: 1.1, answered: 0.9 },
  { hour: 16, weight: 1.2, answered: 0.94 },
  { hour: 17, weight: 1.15, answered: 0.98 },
  { hour: 18, weight: 0.95, answered: 1 },
  { hour: 19, weight: 0.55, answered: 0.99 },
] as const;

const offsetMs = 5.5 * 3_600_000;

export interface Day {
  /** Midnight UTC. */
  start: number;
  calls: number;
}

/** Shares out exactly `total` calls over the days before `until` (midnight UTC), as weekdays and chance have it. */
export const shareOut = (total: number, days: number, until: number, random: Random): Day[] => {
  const starts = Array.from({ length: days }, (_, index) => until - (days - index) * dayMs);
  const weights = starts.map(
    (start) => (weekdayWeights[new Date(start).getUTCDay()] ?? 1) * Math.max(0.7, random.normal(1, 0.06)),
  );
  const sum = weights.reduce((left, right) => left + right, 0);
  let given = 0;
  let due = 0;
  return starts.map((start, index) => {
    due += ((weights[index] ?? 0) / sum) * total;
    // What is rounded off one day goes to the next, so that the total is exact.
    const calls = (index === days - 1 ? total : Math.round(due)) - given;
    given += calls;
    return { start, calls };
  });
};

/** A moment of the centre's working day, and how likely it is that somebody answers then. */
export const workingMoment = (dayStart: number, random: Random): { at: number; answered: number } => {
  const { hour, answered } = random.weighted(hours.map((entry) => [entry, entry.weight] as const));
  const at = dayStart + hour * 3_600_000 - offsetMs + random.integer(0, 3_599) * 1_000;
  return { at, answered };
};
