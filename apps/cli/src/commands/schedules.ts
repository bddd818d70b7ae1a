import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';
import { wholeNumber } from './reports.ts';

/** `schedules` and `runs`. */
export const addSchedules = (program: Command, context: Context): void => {
  const schedules = program.command('schedules').description('Reports that are made again and again');
  const path = (reportId: string) => ({ params: { path: { reportId } } });

  schedules
    .command('list', { isDefault: true })
    .description('List them')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .action(async ({ limit }: { limit: number }) => {
      const { data } = await context.client().api.GET('/v1/reports', {
        params: { query: { scheduled: true, limit } },
      });
      context.output().print(data, (page) =>
        table(
          ['report', 'type', 'format', 'frequency', 'next run', 'e-mail'],
          (page?.data ?? []).map(({ report_id, type, format, schedule }) => [
            report_id,
            type,
            format,
            schedule?.frequency,
            schedule?.paused === true ? 'paused' : schedule?.next_run_at,
            schedule?.email,
          ]),
        ),
      );
    });

  schedules
    .command('preview')
    .description('Show the next times of one')
    .argument('<report>', 'its id')
    .option('--count <n>', 'how many', wholeNumber, 5)
    .action(async (reportId: string, { count }: { count: number }) => {
      const { data } = await context.client().api.GET('/v1/reports/{reportId}/schedule/preview', {
        params: { path: { reportId }, query: { count } },
      });
      context.output().print(data, (preview) =>
        table(
          ['at', 'local time', 'from', 'to'],
          (preview?.data ?? []).map((slot) => [slot.scheduled_for, slot.local_time, slot.from, slot.to]),
        ),
      );
    });

  for (const [name, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    schedules
      .command(name)
      .description(paused ? 'Let one rest' : 'Let one go on')
      .argument('<report>', 'its id')
      .action(async (reportId: string) => {
        const { data } = await context.client().api.PATCH('/v1/reports/{reportId}/schedule', {
          ...path(reportId),
          body: { paused },
        });
        context.output().print(data, () => `${reportId} is ${paused ? 'paused' : 'going on'}`);
      });
  }

  schedules
    .command('cancel')
    .description('End one; its report and runs stay')
    .argument('<report>', 'its id')
    .action(async (reportId: string) => {
      const { data } = await context.client().api.DELETE('/v1/reports/{reportId}/schedule', path(reportId));
      context.output().print(data, () => `${reportId} is no longer scheduled`);
    });

  schedules
    .command('run')
    .description('Make one now')
    .argument('<report>', 'its id')
    .action(async (reportId: string) => {
      const { data } = await context.client().api.POST('/v1/reports/{reportId}/schedule/runs', {
        ...path(reportId),
        headers: { 'Idempotency-Key': crypto.randomUUID() },
        body: {},
      });
      context.output().print(data, (run) => fields(Object.entries(run ?? {})));
    });

  program
    .command('runs')
    .description("List a schedule's runs, the newest first")
    .argument('<report>', 'its id')
    .option('--limit <n>', 'how many', wholeNumber, 20)
    .action(async (reportId: string, { limit }: { limit: number }) => {
      const { data } = await context.client().api.GET('/v1/reports/{reportId}/runs', {
        params: { path: { reportId }, query: { limit } },
      });
      context.output().print(data, (page) =>
        table(
          ['for', 'local time', 'from', 'to', 'status', 'report'],
          (page?.data ?? []).map((run) => [
            run.scheduled_for,
            run.local_time,
            run.from,
            run.to,
            run.status,
            run.report_id,
          ]),
        ),
      );
    });
};
