import { type ComplianceCheckRecord, severities } from '@reports/contracts';
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
import { count, rateFigure, over } from './rational.ts';

const figuresOf = (checks: readonly ComplianceCheckRecord[]) => {
  const passed = checks.filter((check) => check.passed).length;
  return {
    performed: checks.length,
    passed,
    failed: checks.length - passed,
    rate: rateFigure(over(count(passed), count(checks.length))).json,
  };
};

const toSecond = (instant: string) => `${new Date(instant).toISOString().slice(0, 19)}Z`;

export const complianceAudit = (records: Records, question: Question): Answer => {
  const checks = select(records, 'compliance_checks', question);
  const { performed, passed, failed, rate } = figuresOf(checks);
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
