import type { RecordKind, ReportFilters, ReportType } from '@reports/contracts';
import { reportTypeNames, reportTypes } from '@reports/contracts';
import fc from 'fast-check';
import { addDays } from './calendar.ts';
import type { Question } from './oracle.ts';
import { firstDay, pick, recordOf, values } from './random-records.ts';

/** Records of one kind, as one message of the bus. */
export interface Message {
  kind: RecordKind;
  version: bigint;
  records: Record<string, unknown>[];
}

export interface Scenario {
  /** In the order in which they arrive, which is not that of their versions; some arrive twice. */
  arrivals: Message[];
  /** Ids of calls that somebody deletes afterwards, and of calls whose duration somebody sets. */
  deletedCalls: string[];
  editedCalls: string[];
  questions: { type: ReportType; question: Question }[];
}

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

const batchOf = (kind: RecordKind) =>
  fc.record({
    kind: fc.constant(kind),
    records: fc.array(recordOf[kind] as fc.Arbitrary<Record<string, unknown>>, {
      minLength: 1,
      maxLength: 40,
    }),
    /** Where it arrives; and whether it does again. */
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    again: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4, nil: undefined }),
  });

const batch = fc.oneof(
  { weight: 8, arbitrary: batchOf('calls') },
  { weight: 6, arbitrary: batchOf('evaluations') },
  { weight: 5, arbitrary: batchOf('compliance_checks') },
  { weight: 2, arbitrary: batchOf('agents') },
  { weight: 1, arbitrary: batchOf('campaigns') },
);

const zone = fc.oneof(
  { weight: 3, arbitrary: fc.constant('UTC') },
  {
    weight: 2,
    arbitrary: pick(
      'Asia/Kolkata',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Kiritimati',
      'Etc/UTC',
    ),
  },
);

const period = fc.oneof(
  fc
    .tuple(fc.integer({ min: -3, max: 75 }), fc.integer({ min: 0, max: 45 }))
    .map(([start, length]) => ({ from: addDays(firstDay, start), to: addDays(firstDay, start + length) })),
  pick(
    { from: '2024-02-01', to: '2024-02-29' },
    { from: '2024-03-01', to: '2024-03-31' },
    { from: '2024-03-04', to: '2024-03-10' },
    // A month or a week but for its ends.
    { from: '2024-03-02', to: '2024-03-30' },
    { from: '2024-02-27', to: '2024-03-02' },
    { from: '2024-02-05', to: '2024-04-20' },
    { from: '2023-12-01', to: '2024-04-30' },
  ),
);

const filtersOf = (type: ReportType): fc.Arbitrary<ReportFilters> =>
  fc
    .record(
      Object.fromEntries(
        reportTypes[type].filters.map((filter) => [
          filter,
          optional(fc.oneof(values[filter], fc.uniqueArray(values[filter], { minLength: 1, maxLength: 3 }))),
        ]),
      ),
    )
    .chain((filters) =>
      // Mostly one filter or none: with all of them set, little is left.
      fc
        .subarray(Object.keys(filters), { maxLength: 2 })
        .map((kept) =>
          Object.fromEntries(
            Object.entries(filters).filter(([key, value]) => kept.includes(key) && value !== undefined),
          ),
        ),
    );

const questionOf = (type: ReportType, timezone: fc.Arbitrary<string>, filters: fc.Arbitrary<ReportFilters>) =>
  fc.record({ period, timezone, filters }).map((asked) => ({
    type,
    question: { ...asked.period, timezone: asked.timezone, filters: asked.filters },
  }));

/** One that the rollups answer alone; one with filters; one of any zone. */
const questionsOf = (type: ReportType) => [
  questionOf(type, fc.constant('UTC'), fc.constant({})),
  questionOf(type, fc.constant('UTC'), filtersOf(type)),
  questionOf(type, zone, filtersOf(type)),
];

export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    batches: fc.array(batch, { minLength: 10, maxLength: 40 }),
    deletedCalls: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 30 }),
    editedCalls: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 30 }),
    questions: fc.tuple(...reportTypeNames.flatMap(questionsOf)),
  })
  .map(({ batches, deletedCalls, editedCalls, questions }) => {
    const messages = batches.map(({ kind, records, place, again }, index) => ({
      place,
      again,
      message: { kind, records, version: BigInt(index + 1) },
    }));
    const arrivals = [
      ...messages,
      ...messages.flatMap(({ again, message }) => (again === undefined ? [] : [{ place: again, message }])),
    ];
    return {
      arrivals: arrivals.toSorted((a, b) => a.place - b.place).map(({ message }) => message),
      deletedCalls: deletedCalls.map((number) => `call_${number}`),
      editedCalls: editedCalls.map((number) => `call_${number}`),
      questions,
    };
  });
