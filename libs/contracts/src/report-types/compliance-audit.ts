import { Type, type Static } from 'typebox';
import { Count, Coverage, IsoWeek, Rate, Timestamp, weekDays } from '../primitives.ts';
import { Severity } from '../records/compliance-check.ts';
import { defineReportType, sharedFilters, team } from './define.ts';

export const Violation = Type.Object({
  check_id: Type.String(),
  checked_at: Timestamp,
  call_id: Type.String(),
  agent_id: Type.String(),
  agent_name: Type.String(),
  campaign_id: Type.String(),
  campaign_name: Type.String(),
  check: Type.String(),
  severity: Severity,
  detail: Type.Optional(Type.String()),
});
export type Violation = Static<typeof Violation>;

/** Of one agent's violations of one check: how many make a list worth a talk, and how many pairs the list has. */
export const repeatedViolations = { least: 2, mostPairs: 50 } as const;

export const RemediedViolations = Type.Object(
  {
    open: Count,
    resolved: Count,
    waived: Count,
    share_remediated: Rate,
  },
  {
    description:
      'What was done about the violations that say so; share_remediated = resolved ÷ (open + resolved). Left out where none of the period does.',
  },
);

export const ComplianceAuditData = Type.Object({
  checks_performed: Count,
  checks_passed: Count,
  checks_failed: Count,
  pass_rate: Rate,
  /** This and what else is optional here is absent from datasets made before 1.1.0. */
  calls_checked: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Distinct calls with a check in the period.' }),
  ),
  connected_calls: Type.Optional(Type.Integer({ minimum: 0, description: 'Connected calls of the period.' })),
  coverage: Type.Optional(Coverage),
  severity_breakdown: Type.Array(Type.Object({ severity: Severity, violations: Count }), {
    description: 'Critical to low, all four.',
  }),
  check_results: Type.Array(
    Type.Object({
      check: Type.String(),
      performed: Count,
      passed: Count,
      failed: Count,
      pass_rate: Rate,
    }),
    { description: 'Most failed first.' },
  ),
  trend: Type.Optional(
    Type.Array(
      Type.Object({
        week: IsoWeek,
        ...weekDays,
        checks_performed: Count,
        checks_failed: Count,
        critical_violations: Count,
        pass_rate: Rate,
      }),
      { description: 'The weeks that have checks. Left out when the period lies in one ISO week.' },
    ),
  ),
  repeat_offenders: Type.Optional(
    Type.Array(
      Type.Object({
        agent_id: Type.String(),
        agent_name: Type.String(),
        check: Type.String(),
        performed: Count,
        failed: Count,
        critical: Type.Integer({ minimum: 0, description: 'Failed with severity critical.' }),
      }),
      {
        maxItems: repeatedViolations.mostPairs,
        description: 'Agents who failed one check twice or more: the 50 pairs with the most violations.',
      },
    ),
  ),
  by_team: Type.Optional(
    Type.Array(
      Type.Object({
        ...team,
        checks_performed: Count,
        checks_failed: Count,
        critical_violations: Count,
        pass_rate: Rate,
      }),
      { description: 'The agents by their team, lowest pass_rate first.' },
    ),
  ),
  remediation: Type.Optional(RemediedViolations),
  violations: Type.Array(Violation, { description: 'Every violation, oldest first.' }),
});
export type ComplianceAuditData = Static<typeof ComplianceAuditData>;

export const complianceAudit = defineReportType({
  title: 'Compliance audit',
  description: 'Compliance check results, the violation log and the breakdown by severity.',
  schemaVersion: 1,
  filters: [...sharedFilters, 'check', 'severity'],
  kinds: ['compliance_checks'],
  columns: [
    { name: 'check_id', type: 'text', description: 'Compliance check.' },
    { name: 'checked_at', type: 'timestamp', description: 'When it was made, UTC.' },
    { name: 'call_id', type: 'text', description: 'Call.' },
    { name: 'agent_id', type: 'text', description: 'Agent.' },
    { name: 'agent_name', type: 'text', description: 'Their name, else their id.' },
    { name: 'campaign_id', type: 'text', description: 'Campaign.' },
    { name: 'campaign_name', type: 'text', description: 'Its name, else its id.' },
    { name: 'check', type: 'text', description: 'What was checked.' },
    { name: 'severity', type: 'text', description: 'critical, high, medium or low.' },
    { name: 'detail', type: 'text', description: 'What was found; may be empty.' },
  ],
  data: ComplianceAuditData,
  streamedList: 'violations',
});
