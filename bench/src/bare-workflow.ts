import { proxyActivities, proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { BareActivities } from './bare-workflow-main.ts';

const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '30s' });
const figures = proxyActivities<BareActivities>({ startToCloseTimeout: '30s', taskQueue: 'bare-figures' });

/** The steps of a scheduled JSON report with nothing in them: slot, figures with the file, completion. */
export const bareRun = async (): Promise<void> => {
  await local.nothing();
  upsertSearchAttributes([{ key: { name: 'ReportId', type: 'KEYWORD' }, value: 'rpt_bare' }]);
  await figures.nothing();
  await local.nothing();
};
