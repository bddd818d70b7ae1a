/** The workflows of a later release, which takes one more step: no history of today's replays on it. */
import type { ReportRequest } from '@reports/contracts';
import { sleep } from '@temporalio/workflow';
import { produceReport as today } from '../src/workflows/produce-report.ts';

export { produceScheduledReport } from '../src/workflows/index.ts';

export const produceReport = async (request: ReportRequest): Promise<void> => {
  await sleep('10 milliseconds');
  await today(request);
};
