import type { Severity, Violation } from '@reports/contracts';
import { formatShortInstant, words } from '@reports/wording';
import { shorten } from '../../formatting/text.ts';
import { named, type Named } from '../../page/bars.ts';

/** Details are cut where they would push the rest of the log off its pages. */
const maxDetailCharacters = 400;
export const maxCriticalDetailCharacters = 140;

export interface ViolationRow {
  at: string;
  severity: Severity;
  severityName: string;
  check: string;
  detail: string | null;
  agent: Named;
  campaign: Named;
  callId: string;
  checkId: string;
}

export const violationRow = (
  violation: Violation,
  timezone: string,
  maxDetail = maxDetailCharacters,
): ViolationRow => ({
  at: formatShortInstant(violation.checked_at, timezone),
  severity: violation.severity,
  severityName: words().severities[violation.severity],
  check: violation.check,
  detail: violation.detail ? shorten(violation.detail, maxDetail) : null,
  agent: named(violation.agent_id, violation.agent_name),
  campaign: named(violation.campaign_id, violation.campaign_name),
  callId: violation.call_id,
  checkId: violation.check_id,
});
