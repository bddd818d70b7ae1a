import { formatCount, formatRate, language, words } from '@reports/wording';
import type { HeadlineOf } from '../headline.ts';

export const complianceAuditHeadline: HeadlineOf<'compliance_audit'> = (data) => {
  const critical = data.severity_breakdown.find(({ severity }) => severity === 'critical')?.violations ?? 0;
  const { compliance, headlines: say, severities, words: word } = words();
  return {
    chart: {
      title: compliance.bySeverity,
      bars: data.severity_breakdown.map(({ severity, violations }) => ({
        label: language().code === 'en' ? severity : severities[severity],
        value: violations,
        text: formatCount(violations),
      })),
    },
    figures: [
      { label: say.checksPerformed, value: formatCount(data.checks_performed) },
      { label: word.passRate, value: formatRate(data.pass_rate) },
      { label: say.checksFailed, value: formatCount(data.checks_failed) },
      { label: word.criticalViolations, value: formatCount(critical) },
    ],
  };
};
