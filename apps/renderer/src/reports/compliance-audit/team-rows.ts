import type { ComplianceAuditData } from '@reports/contracts';
import { formatCount, formatRate } from '@reports/wording';
import { barOf, type Bar } from '../../page/bars.ts';
import { type TeamName, teamName } from '../../page/teams.ts';

export interface TeamRow extends TeamName {
  performed: string;
  failed: string;
  critical: string;
  passRate: string;
  passRateBar: Bar;
}

/** `overall` is the pass rate of the whole report. */
export const teamRow = (
  row: NonNullable<ComplianceAuditData['by_team']>[number],
  overall: number | null,
): TeamRow => ({
  ...teamName(row),
  performed: formatCount(row.checks_performed),
  failed: formatCount(row.checks_failed),
  critical: row.critical_violations === 0 ? '–' : formatCount(row.critical_violations),
  passRate: formatRate(row.pass_rate),
  passRateBar: barOf(row.pass_rate, 1, { tone: 'soft', mark: overall === null ? null : overall * 100 }),
});
