import type { FilterName, RecordKind } from '@reports/contracts';
import fc from 'fast-check';
import { addDays } from './calendar.ts';

/** The first day of the records, a Monday. */
export const firstDay = '2024-02-05';
export const pick = <Value>(...values: Value[]) => fc.constantFrom(...values);

// Few values, so that records meet in rollups; among them what a spreadsheet, CSV or SQL could stumble over.
export const values = {
  campaign_id: pick('c1', '=c2', 'c,"3', "c'4", 'Ünï'),
  agent_id: pick('a1', 'a2', '-a3', 'अ', '😀', 'ｦ'),
  team: pick('North', "S'outh", '=East'),
  language: pick('en', 'hi'),
  disposition: pick('sale', 'unknown', '@lost', 'call,back', 'busy'),
  parameter: pick('Greeting', 'Pitch', '+DND', 'Closing', 'Empathy'),
  check: pick('Recording', 'Terms', '=Consent'),
  severity: pick('critical', 'high', 'medium', 'low'),
  evaluation_kind: pick('automatic', 'manual', 'calibration'),
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
    evaluator_id: pick('e1', 'e2'),
    kind: values.evaluation_kind,
    auto_failed: fc.boolean(),
    disputed: fc.boolean(),
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
    evidence_url: fc.constant('https://example.com/recordings/1'),
    remediation: pick('open', 'resolved', 'waived'),
    resolved_at: instant,
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
  { agent_id: values.agent_id, name, team: values.team },
  { requiredKeys: ['agent_id', 'name'] },
);
const campaign = fc.record({ campaign_id: values.campaign_id, name });

/** A record of each kind. */
export const recordOf = {
  calls: call,
  evaluations: evaluation,
  compliance_checks: check,
  agents: agent,
  campaigns: campaign,
} satisfies Record<RecordKind, fc.Arbitrary<object>>;
