import type { FilterName, RecordKind, ReportFilters, ReportType } from '@reports/contracts';
import { reportTypeNames, reportTypes } from '@reports/contracts';
import fc from 'fast-check';
import { addDays } from './calendar.ts';
import type { Question, Records } from './oracle.ts';

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

const firstDay = '2024-02-05';
const pick = <Value>(...values: Value[]) => fc.constantFrom(...values);
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

// Few values, so that records meet in cells; among them what a spreadsheet, CSV or SQL could stumble over.
const values = {
  campaign_id: pick('c1', '=c2', 'c,"3', "c'4", 'Ünï'),
  agent_id: pick('a1', 'a2', '-a3', 'अ', '😀', 'ｦ'),
  language: pick('en', 'hi'),
  disposition: pick('sale', 'unknown', '@lost', 'call,back', 'busy'),
  parameter: pick('Greeting', 'Pitch', '+DND', 'Closing', 'Empathy'),
  check: pick('Recording', 'Terms', '=Consent'),
  severity: pick('critical', 'high', 'medium', 'low'),
} satisfies Record<FilterName, fc.Arbitrary<string>>;

/** Around the ends of days and weeks, of UTC and of other zones; now and then more than a year earlier. */
const instant = fc
  .tuple(
    fc.oneof(
      { weight: 10, arbitrary: fc.integer({ min: 0, max: 75 }) },
      // Most in two weeks, so that contacts meet again on every day of a week.
      { weight: 20, arbitrary: fc.integer({ min: 21, max: 34 }) },
      { weight: 1, arbitrary: pick(-500, -390, -60) },
    ),
    pick(
      '00:00:00Z',
      '23:59:59.999Z',
      '04:59:59Z',
      '05:00:00Z',
      '22:30:00Z',
      '00:30:00+05:30',
      '12:34:56.5Z',
    ),
  )
  .map(([day, time]) => `${addDays(firstDay, day)}T${time}`);

const decimals = (most: number) =>
  fc.integer({ min: 0, max: most * 100 }).map((hundredths) => hundredths / 100);

const call = fc.record(
  {
    call_id: fc.integer({ min: 1, max: 200 }).map((number) => `call_${number}`),
    campaign_id: values.campaign_id,
    agent_id: values.agent_id,
    contact_id: fc.integer({ min: 1, max: 9 }).map((number) => `con_${number}`),
    started_at: instant,
    duration_seconds: fc.integer({ min: 0, max: 400 }),
    connected: fc.boolean(),
    disposition: values.disposition,
    language: values.language,
    sentiment: pick('positive', 'neutral', 'negative'),
  },
  {
    requiredKeys: [
      'call_id',
      'campaign_id',
      'agent_id',
      'contact_id',
      'started_at',
      'duration_seconds',
      'connected',
    ],
  },
);

const line = fc.record({
  parameter: values.parameter,
  score: decimals(10),
  max_score: pick(10, 12.5, 20),
  passed: fc.boolean(),
});

const evaluation = fc.record(
  {
    call_id: fc.integer({ min: 1, max: 40 }).map((number) => `call_${number}`),
    campaign_id: values.campaign_id,
    agent_id: values.agent_id,
    evaluated_at: instant,
    score: fc.oneof(decimals(100), pick(85.25, 85.35, 0, 100)),
    passed: fc.boolean(),
    language: values.language,
    parameters: fc.array(line, { maxLength: 6 }),
  },
  { requiredKeys: ['call_id', 'campaign_id', 'agent_id', 'evaluated_at', 'score', 'passed', 'parameters'] },
);

const check = fc.record(
  {
    check_id: fc.integer({ min: 1, max: 60 }).map((number) => `chk_${number}`),
    call_id: fc.integer({ min: 1, max: 60 }).map((number) => `call_${number}`),
    campaign_id: values.campaign_id,
    agent_id: values.agent_id,
    checked_at: instant,
    check: values.check,
    passed: fc.boolean(),
    severity: values.severity,
    detail: pick('', 'late', 'said "yes",\r\nthen no', '-1', "'=x"),
    language: values.language,
  },
  {
    requiredKeys: [
      'check_id',
      'call_id',
      'campaign_id',
      'agent_id',
      'checked_at',
      'check',
      'passed',
      'severity',
    ],
  },
);

const name = pick('Ann', 'Zoë', '=1+1', 'राज', "'+quoted", 'a, b');
const agent = fc.record(
  { agent_id: values.agent_id, name, team: pick('North') },
  { requiredKeys: ['agent_id', 'name'] },
);
const campaign = fc.record({ campaign_id: values.campaign_id, name });

const recordOf = {
  calls: call,
  evaluations: evaluation,
  compliance_checks: check,
  agents: agent,
  campaigns: campaign,
} satisfies Record<RecordKind, fc.Arbitrary<object>>;

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
  { weight: 1, arbitrary: batchOf('agents') },
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

/** One that the cells answer alone; one with filters; one of any zone. */
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

const idOf = {
  calls: 'call_id',
  evaluations: 'call_id',
  compliance_checks: 'check_id',
  agents: 'agent_id',
  campaigns: 'campaign_id',
};

/** The records that must count in the end: by version, and for evaluations by `evaluated_at` first. */
export const settle = ({ arrivals, deletedCalls, editedCalls }: Scenario): Records => {
  const kept: Record<string, Map<string, Record<string, unknown>>> = {};
  for (const { kind, records } of arrivals.toSorted((a, b) => Number(a.version - b.version))) {
    const ofKind = (kept[kind] ??= new Map());
    for (const record of records) {
      const id = String(record[idOf[kind]]);
      const other = ofKind.get(id);
      const isOlder =
        kind === 'evaluations' &&
        other !== undefined &&
        Date.parse(String(record.evaluated_at)) < Date.parse(String(other.evaluated_at));
      if (!isOlder) ofKind.set(id, record);
    }
  }
  for (const id of deletedCalls) kept.calls?.delete(id);
  for (const id of editedCalls) {
    const edited = kept.calls?.get(id);
    if (edited) kept.calls?.set(id, { ...edited, duration_seconds: 77, connected: true });
  }
  return Object.fromEntries(
    Object.keys(idOf).map((kind) => [kind, [...(kept[kind]?.values() ?? [])]]),
  ) as unknown as Records;
};
