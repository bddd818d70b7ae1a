import { formatCount, formatQuantity, formatRate } from '@reports/wording';
import { isolate } from '../../wording/isolate.ts';
import type { HeadlineOf } from '../headline.ts';

export const complianceAuditHeadline: HeadlineOf<'compliance_audit'> = (data) => {
  const critical = data.severity_breakdown.find(({ severity }) => severity === 'critical')?.violations ?? 0;
  const [worst] = data.check_results;
  return {
    chart: {
      title: 'Violations by severity',
      bars: data.severity_breakdown.map(({ severity, violations }) => ({
        label: severity,
        value: violations,
        text: formatCount(violations),
      })),
    },
    figures: [
      { label: 'Checks performed', value: formatCount(data.checks_performed) },
      { label: 'Pass rate', value: formatRate(data.pass_rate) },
      { label: 'Checks failed', value: formatCount(data.checks_failed) },
      { label: 'Critical violations', value: formatCount(critical) },
    ],
    ...(worst &&
      worst.failed > 0 && {
        remark: `Failed most: ${isolate(worst.check)}, ${formatQuantity(worst.failed, 'violation')} in ${formatQuantity(worst.performed, 'check')}.`,
      }),
  };
};
