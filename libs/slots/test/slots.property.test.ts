import { slotAt, slotsAfter, slotsBetween, type Calendar } from '@reports/slots';
import { daysOfWeek } from '@reports/contracts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enumerateSlots, wallClock } from './enumeration.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const zones = Intl.supportedValuesOf('timeZone');
/** Zones and hours where clocks do something odd: gaps, overlaps, half hours, a day skipped, a day shown twice. */
const oddities = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2027-03-14T07:00:00Z'],
  ['America/New_York', '2027-11-07T06:00:00Z'],
  ['America/Santiago', '2026-09-06T04:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Asia/Kathmandu', '1985-12-31T18:30:00Z'],
  ['Asia/Pyongyang', '2018-05-04T15:00:00Z'],
  ['America/Caracas', '2016-05-01T07:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Fakaofo', '2011-12-30T11:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ['Pacific/Kwajalein', '1969-09-30T13:00:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
] as const;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const clockReading = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${twoDigits(hour)}:${twoDigits(minute)}`);

/** A zone and an instant in it: any at all, or near one of the oddities. */
const place = fc.oneof(
  fc.record({
    timezone: fc.constantFrom(...zones),
    near: fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2036, 0, 1) }),
  }),
  fc.constantFrom(...oddities).map(([timezone, iso]) => ({ timezone, near: Date.parse(iso) })),
);

/** A calendar that has a slot near an instant: its day is that of the instant's local date, its time close or any. */
const calendarNear = ({ timezone, near }: { timezone: string; near: number }) =>
  fc
    .record({
      frequency: fc.constantFrom('daily', 'weekly', 'monthly'),
      time: fc.oneof(
        clockReading,
        fc
          .integer({ min: -150, max: 150 })
          .map((minutes) => wallClock(near + minutes * 60_000, timezone).slice(11)),
        fc.constantFrom('00:00', '23:59'),
      ),
      dayShift: fc.integer({ min: -1, max: 1 }),
      last: fc.boolean(),
    })
    .map(({ frequency, time, dayShift, last }): Calendar => {
      const local = new Date(`${wallClock(near, timezone)}:00Z`);
      const day = new Date(local.getTime() + dayShift * dayMs);
      const clock = { time, timezone };
      switch (frequency) {
        case 'daily':
          return { frequency, ...clock };
        case 'weekly':
          return { frequency, dayOfWeek: daysOfWeek[(day.getUTCDay() + 6) % 7] ?? 'monday', ...clock };
        default:
          return {
            frequency,
            dayOfMonth: last || day.getUTCDate() > 28 ? 'last' : day.getUTCDate(),
            ...clock,
          };
      }
    });

const scene = place.chain((where) =>
  fc.record({
    calendar: calendarNear(where),
    after: fc
      .integer({ min: -50 * 60, max: 10 * 60 })
      .map((minutes) => new Date(where.near + minutes * 60_000)),
    hours: fc.integer({ min: 1, max: 72 }),
  }),
);

describe('for random schedules, zones and clocks', () => {
  test('our slots are those of an enumeration minute by minute', () => {
    let seen = 0;
    fc.assert(
      fc.property(scene, ({ calendar, after, hours }) => {
        const until = new Date(after.getTime() + hours * hourMs);
        const expected = enumerateSlots(calendar, after, until);
        seen += expected.length;
        expect(slotsBetween(calendar, after, until)).toEqual(expected);
        expect(slotsAfter(calendar, after, expected.length)).toEqual(expected);
        for (const slot of expected) expect(slotAt(calendar, slot.localTime)).toEqual(slot);
      }),
      { numRuns: 400 },
    );
    expect(seen).toBeGreaterThan(200);
  }, 20_000);

  test('slots of one schedule have names of their own and never run in another order', () => {
    fc.assert(
      fc.property(scene, ({ calendar, after }) => {
        const slots = slotsAfter(calendar, after, 60);
        expect(new Set(slots.map(({ localTime }) => localTime)).size).toBe(60);
        const sorted = slots.toSorted(
          (one, other) => one.scheduledFor.getTime() - other.scheduledFor.getTime(),
        );
        expect(slots).toEqual(sorted);
        expect(slots.map(({ localTime }) => localTime)).toEqual(
          slots.map(({ localTime }) => localTime).toSorted(),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('the periods of one schedule follow each other without a gap or a repeat', () => {
    fc.assert(
      fc.property(scene, ({ calendar, after }) => {
        const slots = slotsAfter(calendar, after, 30);
        for (const [index, slot] of slots.entries()) {
          const next = slots[index + 1];
          if (!next) continue;
          expect(next.from).toBe(
            new Date(Date.parse(`${slot.to}T00:00:00Z`) + dayMs).toISOString().slice(0, 10),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
