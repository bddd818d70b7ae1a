import { contentTypes, reportTypeNames } from '@reports/contracts';
import type { Database } from '@reports/database';
import { createDurations, createPhases, type Health, reportBuckets, sampleGauges } from '@reports/service';
import { Counter } from 'prom-client';

/** Seconds. */
const latenessBuckets = [1, 2, 5, 10, 30, 60, 300, 900, 3_600, 86_400];

/** Codes of what clients and operators ended themselves: the alert `ReportsFail` takes them from all that failed. */
const endedByOthers = ['cancelled', 'terminated', 'report_deleted', 'dataset_missing'];

export type Metrics = ReturnType<typeof createMetrics>;

/** What the scheduler counts. Every combination of labels is there from the start, so that the first increase is one. */
export const createMetrics = (registry: Health['metrics']) => {
  const registers = [registry];
  const finished = new Counter({
    name: 'reports_finished_total',
    help: 'Reports that left `generating`, by how: completed or failed.',
    labelNames: ['outcome', 'type', 'format'] as const,
    registers,
  });
  const slots = new Counter({
    name: 'reports_slots_total',
    help: 'Slots of schedules: fired (by Temporal), caught_up (found owed, later), missed (older than what is caught up).',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const type of reportTypeNames) {
    for (const format of Object.keys(contentTypes)) {
      for (const outcome of ['completed', 'failed']) finished.inc({ outcome, type, format }, 0);
    }
  }
  for (const outcome of ['fired', 'caught_up', 'missed']) slots.inc({ outcome }, 0);
  const failures = new Counter({
    name: 'reports_failures_total',
    help: 'Reports that failed, by the code of their error.',
    labelNames: ['code'],
    registers,
  });
  for (const code of endedByOthers) failures.inc({ code }, 0);
  return {
    phases: createPhases(registry),
    finished,
    failures,
    duration: createDurations({
      name: 'reports_duration_seconds',
      help: 'From a report being asked for, or its slot being opened, to its being completed. Reports that were made again are left out.',
      labelNames: ['type', 'format'],
      buckets: reportBuckets,
      registers,
    }),
    slots,
    slotLateness: createDurations({
      name: 'reports_slot_lateness_seconds',
      help: 'From the time of a slot to its run being there.',
      buckets: latenessBuckets,
      registers,
    }),
  };
};

/** Shows at each scrape what waits in PostgreSQL. As role reports_system: of all workspaces. */
export const showBacklog = (registry: Health['metrics'], { sql }: Pick<Database, 'sql'>): void =>
  sampleGauges(
    registry,
    {
      reports_outbox_rows: { help: 'Events that were promised and that the bus does not have yet.' },
      reports_outbox_oldest_seconds: { help: 'Age of the oldest of them; 0: there is none.' },
      reports_generating: { help: 'Reports that are asked for and not finished.' },
      reports_generating_oldest_seconds: { help: 'Age of the oldest of them; 0: there is none.' },
    },
    async () => {
      const [row] = await sql<{ rows: number; rowsAge: number; reports: number; reportsAge: number }[]>`
        select outbox.rows, outbox.age as "rowsAge", generating.reports, generating.age as "reportsAge"
        from (select count(*)::integer as rows,
                     coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as age from outbox) outbox,
             (select count(*)::integer as reports,
                     coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as age
              from reports where status = 'generating') generating`;
      if (!row) throw new Error('The counts gave no row');
      return {
        reports_outbox_rows: [{ value: row.rows }],
        reports_outbox_oldest_seconds: [{ value: row.rowsAge }],
        reports_generating: [{ value: row.reports }],
        reports_generating_oldest_seconds: [{ value: row.reportsAge }],
      };
    },
  );
