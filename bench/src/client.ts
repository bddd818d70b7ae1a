import { createReportsClient, type CreateReport, type Report, type ReportsClient } from '@reports/client';
import type { Stage, Workspace } from './stage.ts';

export interface BenchClient extends ReportsClient {
  /** POST, then `?wait=` until it is done. Throws when it failed. */
  makeReport: (body: CreateReport) => Promise<Report>;
}

/** The public API as a client has it, over connections that stay open. */
export const createClient = ({ setting }: Pick<Stage, 'setting'>, { key }: Workspace): BenchClient => {
  const client = createReportsClient({ url: setting('REPORTS_URL'), key });
  return {
    ...client,
    makeReport: async (body) => {
      // As it is timed beside bare queries: without the key that would let it be repeated.
      const { data } = await client.api.POST('/v1/reports', { body });
      if (data === undefined) throw new Error('The report was not accepted');
      return client.waitForReport(data.report_id);
    },
  };
};
