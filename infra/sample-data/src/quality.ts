import type { CallRecord, ComplianceCheckRecord, EvaluationRecord } from '@reports/contracts';
import { timestamp } from './calendar.ts';
import type { Random } from './random.ts';

/** The form by which calls are evaluated: its maximum scores add up to 100. */
const form = [
  { parameter: 'Greeting Compliance', max: 10, passMark: 0.8, bias: 0.07, spread: 0.07 },
  { parameter: 'Product Pitch Accuracy', max: 20, passMark: 0.75, bias: -0.05, spread: 0.13 },
  { parameter: 'DND Handling', max: 10, passMark: 0.9, bias: 0.12, spread: 0.05 },
  { parameter: 'Escalation Protocol', max: 10, passMark: 0.75, bias: -0.02, spread: 0.14 },
  { parameter: 'Empathy and Listening', max: 25, passMark: 0.7, bias: 0, spread: 0.11 },
  { parameter: 'Resolution and Closing', max: 25, passMark: 0.7, bias: -0.03, spread: 0.12 },
] as const;

const passScore = 75;

const half = (value: number): number => Math.round(value * 2) / 2;

/** One evaluation by an agent whose skill that day is `skill`; weak agents pitch worst. */
const evaluate = (
  skill: number,
  random: Random,
): Pick<EvaluationRecord, 'score' | 'passed' | 'parameters'> => {
  const mood = random.normal(0, 0.05);
  const parameters = form.map(({ parameter, max, passMark, bias, spread }) => {
    const ratio = Math.min(1, Math.max(0, skill + bias + mood + random.normal(0, spread)));
    const score = half(ratio * max);
    return { parameter, score, max_score: max, passed: score / max >= passMark };
  });
  const score = parameters.reduce((sum, parameter) => sum + parameter.score, 0);
  return { score, passed: score >= passScore, parameters };
};

type Check = Pick<ComplianceCheckRecord, 'check' | 'severity'> & {
  failure: number;
  details: readonly string[];
};

const complianceChecks: readonly Check[] = [
  {
    check: 'Identity verified before account details',
    severity: 'critical',
    failure: 0.012,
    details: ['Balance read out before the second security question.', 'Date of birth was not asked.'],
  },
  {
    check: 'Do-not-call request honoured',
    severity: 'critical',
    failure: 0.008,
    details: ['Customer asked twice not to be called; no request was recorded.'],
  },
  {
    check: 'Recording disclosure',
    severity: 'high',
    failure: 0.03,
    details: ['Disclosure came after the pitch.', 'No disclosure on the recording.'],
  },
  {
    check: 'No promise outside the product terms',
    severity: 'high',
    failure: 0.022,
    details: ['“Guaranteed” return was mentioned.', 'Promised a waiver that the plan does not have.'],
  },
  {
    check: 'Mandatory terms read',
    severity: 'medium',
    failure: 0.06,
    details: ['Cooling-off period left out.', 'Terms were read too fast to follow.'],
  },
  {
    check: 'Calling hours and frequency',
    severity: 'low',
    failure: 0.035,
    details: ['Third attempt on the same day.'],
  },
];

const subjectOf = ({ call_id, campaign_id, agent_id, language }: CallRecord) => ({
  call_id,
  campaign_id,
  agent_id,
  ...(language !== undefined && { language }),
});

/** The evaluation of one call, written within two days, and before `end`. */
export const evaluationOf = (
  call: CallRecord,
  skill: number,
  end: number,
  random: Random,
): EvaluationRecord => {
  const at = Date.parse(call.started_at) + random.integer(2, 40) * 3_600_000;
  return {
    ...subjectOf(call),
    evaluated_at: timestamp(Math.min(at, end - 1_000)),
    ...evaluate(skill, random),
  };
};

/** Some of the checks, on one call, as soon as it ended. */
export const checksOf = (call: CallRecord, skill: number, random: Random): ComplianceCheckRecord[] =>
  complianceChecks.flatMap(({ check, severity, failure, details }, index) => {
    if (!random.chance(0.5)) return [];
    const passed = !random.chance(failure * (1 + (0.9 - skill) * 6));
    return {
      check_id: `chk_${call.call_id.slice('call_'.length)}_${index + 1}`,
      ...subjectOf(call),
      checked_at: timestamp(Date.parse(call.started_at) + call.duration_seconds * 1_000),
      check,
      passed,
      severity,
      ...(!passed && { detail: random.pick(details) }),
    };
  });
