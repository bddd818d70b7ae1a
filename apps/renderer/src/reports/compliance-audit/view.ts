import {
  type ComplianceAuditData,
  repeatedViolations,
  severities,
  type Severity,
  type Violation,
} from '@reports/contracts';
import type { ListedRows } from '../../csv/stream-rows.ts';
import { describeWeek } from '../../formatting/dates.ts';
import {
  formatCount,
  formatQuantity,
  formatRate,
  isFullWeek,
  reportSentences,
  type Sentence,
  words,
} from '@reports/wording';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { figure, type Figure } from '../../page/figures.ts';
import { firstRows } from '../../page/first-rows.ts';
import { severalTeams } from '../../page/teams.ts';
import type { ReportContext } from '../define.ts';
import { type TeamRow, teamRow } from './team-rows.ts';
import { renderTrendChart } from './trend-chart.ts';
import { maxCriticalDetailCharacters, type ViolationRow, violationRow } from './violation-rows.ts';

/** Violations that the PDF lists, the most severe first; the CSV has them all, by time. */
export const listedViolations: ListedRows = {
  max: 1_000,
  rankOf: (row) => severities.indexOf((row as Violation).severity),
};

/** Critical violations on the first page. */
const maxCritical = 8;

/** Kinds of check that the PDF lists. */
const maxChecks = 500;
const maxTeams = 500;

interface WeekRow {
  name: string;
  days: string;
  partial: boolean;
  performed: string;
  failed: string;
  critical: string;
  passRate: string;
}

interface OffenderRow {
  agent: Named;
  check: string;
  failed: string;
  performed: string;
  share: string;
  shareBar: Bar;
  critical: string;
}

type Trend = NonNullable<ComplianceAuditData['trend']>;

const trendOf = (trend: Trend, { from, to }: ReportContext): ComplianceAuditView['trend'] => {
  if (trend.length === 0) return null;
  const weeks = trend.map((point): WeekRow => {
    const { name, days } = describeWeek(point.week, from, to);
    return {
      name,
      days,
      partial: !isFullWeek(point.week, { from, to }),
      performed: formatCount(point.checks_performed),
      failed: formatCount(point.checks_failed),
      critical: formatCount(point.critical_violations),
      passRate: formatRate(point.pass_rate),
    };
  });
  return {
    chart: trend.length > 1 ? renderTrendChart(trend, { from, to }) : '',
    weeks,
    hasParts: weeks.some(({ partial }) => partial),
  };
};

const offenderRow = (row: NonNullable<ComplianceAuditData['repeat_offenders']>[number]): OffenderRow => ({
  agent: named(row.agent_id, row.agent_name),
  check: row.check,
  failed: formatCount(row.failed),
  performed: formatCount(row.performed),
  share: formatRate(row.performed === 0 ? null : row.failed / row.performed),
  shareBar: barOf(row.failed, row.performed, { tone: 'alert' }),
  critical: row.critical === 0 ? '–' : formatCount(row.critical),
});

/** Agents × checks that the page lists. */
const maxOffenders = 25;

/** How many calls were checked, where the dataset knows it: `3,120 calls, 46% of those connected`. */
const checkedCalls = ({
  calls_checked: calls,
  coverage,
  connected_calls: connected,
}: ComplianceAuditData): string => {
  if (calls === undefined || connected === undefined) return '';
  const { compliance: say } = words();
  return coverage === null || coverage === undefined
    ? say.checkedOnly(formatQuantity(calls, 'call'), formatCount(connected))
    : say.checkedOf(formatQuantity(calls, 'call'), formatRate(coverage), formatCount(connected));
};

const remediationOf = ({ remediation }: ComplianceAuditData): Figure[] => {
  if (!remediation) return [];
  const { open, resolved, waived, share_remediated: share } = remediation;
  const { compliance: say } = words();
  const of = say.remediatedOf(formatCount(resolved), formatCount(open + resolved));
  return [figure(say.remediated, formatRate(share), of, waived > 0 ? say.waived(formatCount(waived)) : '')];
};

export interface ComplianceAuditView {
  checked: boolean;
  figures: Figure[];
  /** What was done about violations; empty where none says. */
  remediation: Figure[];
  sentences: Sentence[];
  /** On the first page; null where there are none. */
  critical: { rows: ViolationRow[]; more: string } | null;
  trend: { chart: string; weeks: WeekRow[]; hasParts: boolean } | null;
  offenders: OffenderRow[];
  offendersCut: string;
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
  /** Empty where all are of one team. */
  teams: TeamRow[];
  teamsCut: string;
  overallPassRate: string;
  violations: ViolationRow[];
  listed: string;
  all: string;
  cut: boolean;
}

/** What the compliance audit says, in words and lengths. `data.violations` has the first ones alone. */
export const viewComplianceAudit = (
  data: ComplianceAuditData,
  context: ReportContext,
): ComplianceAuditView => {
  const { timezone } = context;
  const { compliance: say, words: word } = words();
  const critical = data.violations.filter(({ severity }) => severity === 'critical');
  const offenders = data.repeat_offenders ?? [];
  const violationsOf = (severity: Severity): number =>
    data.severity_breakdown.find((row) => row.severity === severity)?.violations ?? 0;
  const maxBySeverity = Math.max(0, ...data.severity_breakdown.map((row) => row.violations));
  const maxByCheck = Math.max(0, ...data.check_results.map((row) => row.failed));
  const checks = firstRows(data.check_results, maxChecks, 'kinds of check');
  const teams = firstRows(severalTeams(data.by_team), maxTeams, 'teams');
  const shareOf = (violations: number): string =>
    formatRate(data.checks_failed === 0 ? null : violations / data.checks_failed);
  return {
    checked: data.checks_performed > 0,
    figures: [
      figure(
        say.performed,
        formatCount(data.checks_performed),
        checkedCalls(data) || formatQuantity(data.check_results.length, 'kind of check'),
      ),
      figure(word.passRate, formatRate(data.pass_rate), say.passedOf),
      figure(word.violations, formatCount(data.checks_failed), say.failed),
      figure(
        word.criticalViolations,
        formatCount(violationsOf('critical')),
        say.ofHigh(formatCount(violationsOf('high'))),
      ),
    ],
    remediation: remediationOf(data),
    sentences: reportSentences('compliance_audit', data, context),
    critical:
      critical.length === 0
        ? null
        : {
            rows: critical
              .slice(0, maxCritical)
              .map((violation) => violationRow(violation, timezone, maxCriticalDetailCharacters)),
            more:
              violationsOf('critical') > maxCritical
                ? say.firstCritical(formatCount(maxCritical), formatCount(violationsOf('critical')))
                : '',
          },
    trend: trendOf(data.trend ?? [], context),
    offenders: offenders.slice(0, maxOffenders).map(offenderRow),
    offendersCut:
      offenders.length > maxOffenders
        ? say.repeatedCut(
            formatCount(maxOffenders),
            offenders.length === repeatedViolations.mostPairs
              ? say.theFirst(formatCount(offenders.length))
              : formatCount(offenders.length),
          )
        : '',
    severities: data.severity_breakdown.map(({ severity, violations }) => ({
      severity,
      name: words().severities[severity],
      violations: formatCount(violations),
      share: shareOf(violations),
      bar: barOf(violations, maxBySeverity),
    })),
    teams: teams.rows.map((row) => teamRow(row, data.pass_rate)),
    teamsCut: teams.cut,
    overallPassRate: formatRate(data.pass_rate),
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
