import { proxyActivities, proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { BareActivities } from './bare-workflow-main.ts';

const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '30s' });
const figures = proxyActivities<BareActivities>({ startToCloseTimeout: '30s', taskQueue: 'bare-figures' });
const file = proxyActivities<BareActivities>({ startToCloseTimeout: '30s', taskQueue: 'bare-file' });

/** A scheduled report's steps with nothing in them: slot, figures, file, completion. */
export const bareRun = async (): Promise<void> => {
  await local.nothing();
  upsertSearchAttributes([{ key: { name: 'ReportId', type: 'KEYWORD' }, value: 'rpt_bare' }]);
  await figures.nothing();
  await file.nothing();
  await local.nothing();
};
