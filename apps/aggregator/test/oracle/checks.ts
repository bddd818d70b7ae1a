import { type ComplianceCheckRecord, severities } from '@reports/contracts';
import { weekDaysOf, weekOf } from './calendar.ts';
import {
  agentName,
  type Answer,
  byText,
  campaignName,
  groupBy,
  type Question,
  type Records,
  select,
  sorted,
} from './oracle.ts';
import { byTeam, coverageOf } from './quality.ts';
import { count, rateFigure, over } from './rational.ts';

const figuresOf = (checks: readonly ComplianceCheckRecord[]) => {
  const passed = checks.filter((check) => check.passed).length;
  return {
    performed: checks.length,
    passed,
    failed: checks.length - passed,
    share: over(count(passed), count(checks.length)),
    rate: rateFigure(over(count(passed), count(checks.length))).json,
  };
};

const isCritical = ({ passed, severity }: ComplianceCheckRecord): boolean =>
  !passed && severity === 'critical';

/** Calls have no checks: what chooses among these does not choose among calls. */
const withoutChecks = ({ check: _check, severity: _severity, ...filters }: Question['filters']) => filters;

const toSecond = (instant: string) => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/** What was done about violations; nothing where none says. */
const remediationOf = (violations: readonly ComplianceCheckRecord[]) => {
  const having = (remediation: string) =>
    violations.filter((violation) => violation.remediation === remediation).length;
  const [open, resolved, waived] = [having('open'), having('resolved'), having('waived')];
  if (open + resolved + waived === 0) return {};
  const share = rateFigure(over(count(resolved), count(open + resolved))).json;
  return { remediation: { open, resolved, waived, share_remediated: share } };
};

export const complianceAudit = (records: Records, question: Question): Answer => {
  const checks = select(records, 'compliance_checks', question);
  const { performed, passed, failed, rate } = figuresOf(checks);
  const calls = new Set(checks.map(({ call_id }) => call_id)).size;
  const pairs = [...groupBy(checks, ({ agent_id, check }) => JSON.stringify([agent_id, check])).values()];
  const violations = sorted(
    checks.filter((check) => !check.passed),
    (a, b) => Date.parse(a.checked_at) - Date.parse(b.checked_at),
    (a, b) => byText(a.check_id, b.check_id),
  );
  return {
    data: {
      checks_performed: performed,
      checks_passed: passed,
      checks_failed: failed,
      pass_rate: rate,
      calls_checked: calls,
      ...coverageOf(records, { ...question, filters: withoutChecks(question.filters) }, calls),
      ...remediationOf(violations),
      severity_breakdown: severities.map((severity) => ({
        severity,
        violations: violations.filter((violation) => violation.severity === severity).length,
      })),
      check_results: sorted(
        [...groupBy(checks, ({ check }) => check)].map(([check, group]) => ({ check, ...figuresOf(group) })),
        (a, b) => b.failed - a.failed,
        (a, b) => byText(a.check, b.check),
      ).map((result) => ({
        check: result.check,
        performed: result.performed,
        passed: result.passed,
        failed: result.failed,
        pass_rate: result.rate,
      })),
      ...(weekOf(question.from) === weekOf(question.to)
        ? {}
        : {
            trend: sorted(
              groupBy(checks, ({ day }) => weekOf(day)),
              ([a], [b]) => byText(a, b),
            ).map(([week, group]) => {
              const figures = figuresOf(group);
              return {
                week,
                ...weekDaysOf(group[0]?.day ?? '', question),
                checks_performed: figures.performed,
                checks_failed: figures.failed,
                critical_violations: group.filter(isCritical).length,
                pass_rate: figures.rate,
              };
            }),
          }),
      repeat_offenders: sorted(
        pairs.map((group) => ({
          agent_id: group[0]?.agent_id ?? '',
          agent_name: agentName(records, group[0]?.agent_id ?? ''),
          check: group[0]?.check ?? '',
          performed: group.length,
          failed: figuresOf(group).failed,
          critical: group.filter(isCritical).length,
        })),
        (a, b) => b.failed - a.failed || b.critical - a.critical,
        (a, b) => byText(a.agent_id, b.agent_id),
        (a, b) => byText(a.check, b.check),
      )
        .filter(({ failed: times }) => times >= 2)
        .slice(0, 50),
      by_team: byTeam(records, checks, (group) => figuresOf(group).share).map(({ team, agents, group }) => {
        const figures = figuresOf(group);
        return {
          team,
          agents,
          checks_performed: figures.performed,
          checks_failed: figures.failed,
          critical_violations: group.filter(isCritical).length,
          pass_rate: figures.rate,
        };
      }),
    },
    rows: [
      [
        ...['check_id', 'checked_at', 'call_id', 'agent_id', 'agent_name', 'campaign_id', 'campaign_name'],
        ...['check', 'severity', 'detail'],
      ],
      ...violations.map((violation) => [
        violation.check_id,
        toSecond(violation.checked_at),
        violation.call_id,
        violation.agent_id,
        agentName(records, violation.agent_id),
        violation.campaign_id,
        campaignName(records, violation.campaign_id),
        violation.check,
        violation.severity,
        violation.detail ?? null,
      ]),
    ],
  };
};
