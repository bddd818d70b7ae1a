import type { Completeness, ReportType } from '@reports/contracts';
import { datesOf, dayIn } from './calendar.ts';
import { isCalibration, type Question, type Records } from './oracle.ts';

const evaluatedOn = (evaluations: Records['evaluations'], zone: string): string[] =>
  evaluations
    .filter((evaluation) => !isCalibration(evaluation))
    .map(({ evaluated_at }) => dayIn(evaluated_at, zone));

/** The days of each kind's records in a zone, by the kinds that a type draws from. */
const daysOf: Record<ReportType, (records: Records, zone: string) => Record<string, string[]>> = {
  call_summary: ({ calls }, zone) => ({ calls: calls.map((call) => dayIn(call.started_at, zone)) }),
  campaign_performance: ({ calls }, zone) => ({ calls: calls.map((call) => dayIn(call.started_at, zone)) }),
  qa_performance: ({ evaluations }, zone) => ({
    evaluations: evaluatedOn(evaluations, zone),
  }),
  compliance_audit: ({ compliance_checks }, zone) => ({
    compliance_checks: compliance_checks.map(({ checked_at }) => dayIn(checked_at, zone)),
  }),
  agent_coaching: ({ calls, evaluations }, zone) => ({
    calls: calls.map((call) => dayIn(call.started_at, zone)),
    evaluations: evaluatedOn(evaluations, zone),
  }),
};

/** How complete the records are in a period that is long over, whatever the filters. */
export const completenessOf = (
  type: ReportType,
  records: Records,
  { from, to, timezone }: Question,
): Completeness => {
  const period = datesOf(from, to);
  const kinds = Object.entries(daysOf[type](records, timezone)).map(([kind, days]) => {
    const inside = days.filter((day) => from <= day && day <= to).toSorted();
    return { kind, newest: inside.at(-1) ?? null, days: new Set(inside) };
  });
  const empty = period.filter((day) => !kinds.some(({ days }) => days.has(day)));
  return {
    data_through: Object.fromEntries(kinds.map(({ kind, newest }) => [kind, newest])),
    days_without_data: empty,
    complete: empty.length === 0,
  };
};
