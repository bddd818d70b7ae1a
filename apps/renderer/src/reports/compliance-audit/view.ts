import type { ComplianceAuditData, Severity, Violation } from '@reports/contracts';
import { formatShortInstant } from '../../formatting/dates.ts';
import { formatCount, formatQuantity, formatRate } from '@reports/wording';
import { shorten } from '../../formatting/text.ts';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { firstRows } from '../../page/first-rows.ts';
import type { ReportContext } from '../define.ts';

/** Violations that the PDF lists; the CSV has them all. */
export const listedViolations = 1_000;

/** Kinds of check that the PDF lists. */
const maxChecks = 500;

/** Details are cut where they would push the rest of the log off its pages. */
const maxDetailCharacters = 400;

const severityNames: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

interface ViolationRow {
  at: string;
  severity: Severity;
  severityName: string;
  check: string;
  detail: string | null;
  agent: Named;
  campaign: Named;
  callId: string;
}

const violationRow = (violation: Violation, timezone: string): ViolationRow => ({
  at: formatShortInstant(violation.checked_at, timezone),
  severity: violation.severity,
  severityName: severityNames[violation.severity],
  check: violation.check,
  detail: violation.detail ? shorten(violation.detail, maxDetailCharacters) : null,
  agent: named(violation.agent_id, violation.agent_name),
  campaign: named(violation.campaign_id, violation.campaign_name),
  callId: violation.call_id,
});

export interface ComplianceAuditView {
  checked: boolean;
  figures: { label: string; value: string; context: string }[];
  failedMost: { check: string; failed: string; performed: string } | null;
  severities: { severity: Severity; name: string; violations: string; share: string; bar: Bar }[];
  checks: {
    check: string;
    performed: string;
    failed: string;
    failedBar: Bar;
    passRate: string;
    passRateBar: Bar;
  }[];
  checksCut: string;
  violations: ViolationRow[];
  listed: string;
  all: string;
  cut: boolean;
}

/** What the compliance audit says, in words and lengths. `data.violations` has the first ones alone. */
export const viewComplianceAudit = (
  data: ComplianceAuditData,
  { timezone }: ReportContext,
): ComplianceAuditView => {
  const violationsOf = (severity: Severity): number =>
    data.severity_breakdown.find((row) => row.severity === severity)?.violations ?? 0;
  const maxBySeverity = Math.max(0, ...data.severity_breakdown.map((row) => row.violations));
  const maxByCheck = Math.max(0, ...data.check_results.map((row) => row.failed));
  const [worst] = data.check_results;
  const checks = firstRows(data.check_results, maxChecks, 'kinds of check');
  const shareOf = (violations: number): string =>
    formatRate(data.checks_failed === 0 ? null : violations / data.checks_failed);
  return {
    checked: data.checks_performed > 0,
    figures: [
      {
        label: 'Checks performed',
        value: formatCount(data.checks_performed),
        context: formatQuantity(data.check_results.length, 'kind of check', 'kinds of check'),
      },
      { label: 'Pass rate', value: formatRate(data.pass_rate), context: 'Checks passed of those performed' },
      { label: 'Violations', value: formatCount(data.checks_failed), context: 'Checks failed' },
      {
        label: 'Critical violations',
        value: formatCount(violationsOf('critical')),
        context: `${formatCount(violationsOf('high'))} of high severity`,
      },
    ],
    failedMost:
      worst !== undefined && worst.failed > 0
        ? { check: worst.check, failed: formatCount(worst.failed), performed: formatCount(worst.performed) }
        : null,
    severities: data.severity_breakdown.map(({ severity, violations }) => ({
      severity,
      name: severityNames[severity],
      violations: formatCount(violations),
      share: shareOf(violations),
      bar: barOf(violations, maxBySeverity),
    })),
    checksCut: checks.cut,
    checks: checks.rows.map((row) => ({
      check: row.check,
      performed: formatCount(row.performed),
      failed: formatCount(row.failed),
      failedBar: barOf(row.failed, maxByCheck, { tone: 'alert' }),
      passRate: formatRate(row.pass_rate),
      passRateBar: barOf(row.pass_rate, 1, { tone: 'soft' }),
    })),
    violations: data.violations.map((violation) => violationRow(violation, timezone)),
    listed: formatCount(data.violations.length),
    all: formatCount(data.checks_failed),
    cut: data.violations.length < data.checks_failed,
  };
};
