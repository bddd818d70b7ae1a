import { DatasetSummary, newerInSummary } from '@reports/contracts';
import { isWaitedFor, type Logger, messageOf, newerVersion } from '@reports/service';
import type { Storage } from '@reports/storage';
import { labelledSummary } from '@reports/wording';
import { Compile } from 'typebox/compile';
import { headlineOf } from '../headlines/index.ts';
import type { Headline } from '../headlines/headline.ts';
import type { DeliveredReport } from './load-report.ts';

const summaryParser = Compile(DatasetSummary);

/**
 * The headline of a report from its frozen dataset. A dataset that is gone or not as agreed costs the letter its figures, not
 * the reader the letter; storage that is away throws `storage_unavailable`.
 */
export const readHeadline = async (
  storage: Storage,
  { report, dataset }: DeliveredReport,
  log: Logger,
): Promise<Headline | undefined> => {
  if (!dataset) return undefined;
  try {
    const summary: unknown = JSON.parse((await storage.getBuffer(dataset.summaryKey)).toString());
    const newer = newerInSummary(summary);
    if (newer.length > 0) throw newerVersion(newer);
    if (!summaryParser.Check(summary)) throw new Error('The summary is not one of a dataset.');
    const { data, request } = labelledSummary(summary);
    return headlineOf(report.type, data, request);
  } catch (error) {
    if (isWaitedFor(error)) throw error;
    log.warn(
      { err: error, report_id: report.id, workspace_id: report.workspaceId },
      `a letter goes without its figures: ${messageOf(error)}`,
    );
    return undefined;
  }
};
