import type { Logger } from '@reports/service';
import type { Metrics } from '../metrics.ts';
import type { FinishedReport } from './finish-report.ts';

/** Codes are ours; whatever looks otherwise must not become a series. */
const codePattern = /^[a-z_]{1,40}$/;

/** The end of each report: one line of the log, and the counters. */
export const createFollowFinished =
  ({ log, metrics }: { log: Logger; metrics: Metrics }) =>
  ({ request, failure, seconds }: FinishedReport): void => {
    const { report_id, workspace_id, type, format } = request;
    const about = {
      report_id,
      workspace_id,
      type,
      format,
      ...(seconds !== undefined && { seconds: Math.round(seconds * 1_000) / 1_000 }),
    };
    metrics.finished.inc({ outcome: failure ? 'failed' : 'completed', type, format });
    if (failure) {
      const { code, message } = failure;
      metrics.failures.inc({ code: codePattern.test(code) ? code : 'other' });
      log.warn({ ...about, code, reason: message }, 'a report has failed');
      return;
    }
    if (seconds !== undefined) metrics.duration.observe({ type, format }, seconds);
    log.info(about, 'a report is completed');
  };
