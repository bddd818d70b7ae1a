import { expect, test } from 'vitest';
import { owedSlots } from './owed-slots.ts';

const daily = {
  frequency: 'daily',
  dayOfWeek: null,
  dayOfMonth: null,
  time: '06:00',
  timezone: 'UTC',
} as const;
const names = (slots: { localTime: string }[]): string[] =>
  slots.map(({ localTime }) => localTime.slice(0, 10));
const at = (iso: string): Date => new Date(iso);

test('a slot is owed from its instant on', () => {
  const activeSince = at('2024-02-01T00:00:00Z');
  const schedule = { ...daily, activeSince };
  const before = owedSlots(schedule, { settledUntil: null, now: at('2024-02-01T05:59:59Z') });
  expect(before).toEqual({ due: [], missed: [] });
  const then = owedSlots(schedule, { settledUntil: null, now: at('2024-02-01T06:00:00Z') });
  expect(names(then.due)).toEqual(['2024-02-01']);
});

test('after an outage the last seven days are due, oldest first, and what is older is missed', () => {
  const { due, missed } = owedSlots(
    { ...daily, activeSince: at('2024-01-01T00:00:00Z') },
    { settledUntil: at('2024-01-30T06:00:00Z'), now: at('2024-02-10T12:00:00Z') },
  );
  expect(names(missed)).toEqual(['2024-01-31', '2024-02-01', '2024-02-02', '2024-02-03']);
  expect(names(due)).toEqual([
    '2024-02-04',
    '2024-02-05',
    '2024-02-06',
    '2024-02-07',
    '2024-02-08',
    '2024-02-09',
    '2024-02-10',
  ]);
});

test('nothing is owed from before the schedule was active', () => {
  const { due, missed } = owedSlots(
    { ...daily, activeSince: at('2024-02-09T06:00:00Z') },
    { settledUntil: null, now: at('2024-02-10T12:00:00Z') },
  );
  expect(names(due)).toEqual(['2024-02-10']);
  expect(missed).toEqual([]);
});
