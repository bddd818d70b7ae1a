import { reportTypeNames } from '@reports/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { addDays } from './oracle/calendar.ts';
import { expectFigures } from './oracle/expect-figures.ts';
import { pick, recordOf } from './oracle/random-records.ts';
import { settle } from './oracle/settle.ts';
import { specialZones } from './oracle/zoned-scenario.ts';
import { writeMessages } from './write-messages.ts';

/** `PROPERTY_RUNS=100` in the environment makes more. */
const runs = Number(process.env.PROPERTY_RUNS ?? 6);

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

/** Every half hour of three weeks, and the seconds before: few enough that contacts and calls meet again. */
const moment = fc
  .record({
    day: fc.integer({ min: -10, max: 10 }),
    half: fc.integer({ min: 0, max: 47 }),
    isBefore: fc.boolean(),
  })
  .map(({ day, half, isBefore }) => day * 86_400 + half * 1_800 - (isBefore ? 1 : 0));

const placed = (kind: 'calls' | 'evaluations' | 'compliance_checks') =>
  fc.array(
    fc.record({
      record: recordOf[kind] as fc.Arbitrary<Record<string, unknown>>,
      moment,
      contact: fc.integer({ min: 1, max: 12 }),
    }),
    { minLength: 40, maxLength: 90 },
  );

const given = fc.record({
  /** Around whose special day the records lie. */
  special: pick(...specialZones),
  home: pick('UTC', 'Pacific/Kiritimati', ...specialZones.map(({ timezone }) => timezone)),
  asked: pick('UTC', 'Asia/Tokyo', 'Pacific/Niue', ...specialZones.map(({ timezone }) => timezone)),
  calls: placed('calls'),
  evaluations: placed('evaluations'),
  checks: placed('compliance_checks'),
  periods: fc.array(
    fc.record({ start: fc.integer({ min: -12, max: 6 }), length: fc.integer({ min: 2, max: 20 }) }),
    { minLength: 2, maxLength: 2 },
  ),
});

let made = 0;

test(
  'in a zone that is not the home zone, every figure is right though most of it comes from the home zone’s rollups',
  async () => {
    let elsewhere = 0;
    const property = fc.asyncProperty(given, async ({ special, home, asked, ...drawn }) => {
      made += 1;
      if (home !== asked) elsewhere += 1;
      const workspaceId = `ws_other_${made}`;
      await aggregator.createWorkspace(workspaceId, home);
      const at = (seconds: number) =>
        new Date(Date.parse(special.day) + seconds * 1_000).toISOString().replace('.000', '');
      const message = (
        kind: 'calls' | 'evaluations' | 'compliance_checks',
        records: Record<string, unknown>[],
      ) => ({ kind, version: 1n, records });
      const arrivals = [
        message(
          'calls',
          drawn.calls.map(({ record, moment: seconds, contact }, index) => ({
            ...record,
            call_id: `call_${index}`,
            contact_id: `con_${contact}`,
            started_at: at(seconds),
          })),
        ),
        message(
          'evaluations',
          drawn.evaluations.map(({ record, moment: seconds }, index) => ({
            ...record,
            call_id: `call_${index}`,
            evaluated_at: at(seconds),
          })),
        ),
        message(
          'compliance_checks',
          drawn.checks.map(({ record, moment: seconds, contact }, index) => ({
            ...record,
            check_id: `chk_${index}`,
            call_id: `call_${contact}`,
            checked_at: at(seconds),
          })),
        ),
      ];
      await writeMessages(aggregator, workspaceId, arrivals);
      const records = settle({ arrivals, deletedCalls: [], editedCalls: [], questions: [] });
      for (const { start, length } of drawn.periods) {
        const from = addDays(special.day, start);
        const question = { from, to: addDays(from, length), timezone: asked, filters: {} };
        for (const type of reportTypeNames) {
          await expectFigures(aggregator, { workspaceId, records }, { type, question });
        }
      }
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
    expect(elsewhere).toBeGreaterThan(0);
  },
  60_000 + runs * 10_000,
);
