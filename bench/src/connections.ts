import { randomUUID } from 'node:crypto';
import type { ReportFormat, ReportRequest, ReportType } from '@reports/contracts';
import { connectDatabase, type Database } from '@reports/database';
import { createId, createLogger } from '@reports/service';
import { connectStorage, type Storage } from '@reports/storage';
import type { Attempt } from '@reports/temporal';
import type { Stage } from './stage.ts';

export const quietLog = createLogger({ service: 'bench', level: 'error' });

export const connectStageStorage = ({ setting }: Pick<Stage, 'setting'>): Storage =>
  connectStorage({
    endpoint: setting('S3_ENDPOINT'),
    accessKey: setting('S3_ACCESS_KEY'),
    secretKey: setting('S3_SECRET_KEY'),
    bucket: setting('S3_BUCKET'),
    retentionDays: {},
  });

export const connectStageDatabase = ({ setting }: Pick<Stage, 'setting'>): Database =>
  connectDatabase({ url: setting('DATABASE_URL'), applicationName: 'bench' });

/** An attempt like no other, which nobody cancels. */
export const anAttempt = (): Attempt => ({
  name: randomUUID(),
  number: 1,
  signal: new AbortController().signal,
});

/** A request as the api would make it, for a report that no table knows. */
export const requestFor = (
  workspaceId: string,
  period: { from: string; to: string },
  {
    type,
    format = 'json',
    filters = {},
    timezone = 'UTC',
  }: { type: ReportType; format?: ReportFormat; filters?: ReportRequest['filters']; timezone?: string },
): ReportRequest => ({
  report_id: createId('rpt'),
  workspace_id: workspaceId,
  workspace_name: 'Bench',
  type,
  format,
  from: period.from,
  to: period.to,
  timezone,
  filters,
});
