import type { CreateReport } from '@reports/client';
import { type Command, Option } from 'commander';
import { UsageError } from '../configuration.ts';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';
import { collect, filtersOf, wholeNumber } from './arguments.ts';
import { addPageOptions, type PageOptions, printPage } from './pages.ts';
import { addScheduleOptions, scheduleFields, type ScheduleFlags } from './schedule-options.ts';
import { warn } from './warn.ts';

interface ScheduleChangeFlags extends ScheduleFlags {
  frequency?: NonNullable<CreateReport['schedule']>['frequency'];
  timezone?: string;
  format?: NonNullable<CreateReport['format']>;
  filter?: string[] | false;
}

/** `schedules` and `runs`. */
export const addSchedules = (program: Command, context: Context): void => {
  const schedules = program.command('schedules').description('Reports that are made again and again');
  const path = (reportId: string) => ({ params: { path: { reportId } } });

  addPageOptions(schedules.command('list', { isDefault: true }).description('List them'), 50).action(
    async (query: PageOptions) => {
      const { data } = await context.client().api.GET('/v1/schedules', { params: { query } });
      printPage(context, data, (page) =>
        table(
          ['report', 'type', 'format', 'frequency', 'next run', 'last run', 'e-mail'],
          (page?.data ?? []).map(({ report_id, type, format, schedule, last_run }) => [
            report_id,
            type,
            format,
            schedule.frequency,
            schedule.paused ? 'paused' : schedule.next_run_at,
            last_run?.status,
            schedule.email,
          ]),
        ),
      );
    },
  );

  schedules
    .command('show')
    .description('Show what is in force')
    .argument('<report>', 'its id')
    .action(async (reportId: string) => {
      const { data } = await context.client().api.GET('/v1/reports/{reportId}/schedule', path(reportId));
      context.output().print(data, (state) => fields(Object.entries(state?.schedule ?? {})));
    });

  addScheduleOptions(
    schedules
      .command('change')
      .description('Change what is named, for runs to come')
      .argument('<report>', 'its id')
      .addOption(new Option('--frequency <frequency>').choices(['daily', 'weekly', 'monthly']))
      .option('--timezone <zone>', 'IANA zone of its time')
      .addOption(new Option('--format <format>', 'of its runs').choices(['json', 'csv', 'pdf', 'xlsx']))
      .option('--filter <name=value>', 'of its runs, as a whole; again for more', collect)
      .option('--no-filter', 'its runs count everything'),
  ).action(
    async (reportId: string, { frequency, timezone, format, filter, ...flags }: ScheduleChangeFlags) => {
      const body = {
        ...scheduleFields(flags),
        ...(frequency !== undefined && { frequency }),
        ...(timezone !== undefined && { timezone }),
        ...(format !== undefined && { format }),
        ...(filter !== undefined && { filters: filtersOf(filter || []) }),
      };
      if (Object.keys(body).length === 0)
        throw new UsageError('Say what to change: --help has what there is.');
      const { data } = await context
        .client()
        .api.PATCH('/v1/reports/{reportId}/schedule', { ...path(reportId), body });
      if (data) warn(context, data);
      context.output().print(data, (state) => fields(Object.entries(state?.schedule ?? {})));
    },
  );

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
    .description('Make one now, or one that was missed or failed')
    .argument('<report>', 'its id')
    .option('--for <time>', 'its slot: 2026-11-02T06:00:00Z')
    .action(async (reportId: string, { for: slot }: { for?: string }) => {
      const { data } = await context.client().api.POST('/v1/reports/{reportId}/schedule/runs', {
        ...path(reportId),
        headers: { 'Idempotency-Key': crypto.randomUUID() },
        body: { ...(slot !== undefined && { scheduled_for: slot }) },
      });
      context.output().print(data, (run) => fields(Object.entries(run ?? {})));
    });

  addPageOptions(
    program
      .command('runs')
      .description("List a schedule's runs, the newest first")
      .argument('<report>', 'its id'),
  ).action(async (reportId: string, query: PageOptions) => {
    const { data } = await context.client().api.GET('/v1/reports/{reportId}/runs', {
      params: { path: { reportId }, query },
    });
    printPage(context, data, (page) =>
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
