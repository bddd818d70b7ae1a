import type { CreateReport } from '@reports/client';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { describeReport } from './reports.ts';
import { warn } from './warn.ts';

interface RenderOptions {
  format: NonNullable<CreateReport['format']>;
  splitBy?: NonNullable<CreateReport['split_by']>;
}

const onReport = (reportId: string) => ({
  params: { path: { reportId } },
  headers: { 'Idempotency-Key': crypto.randomUUID() },
});

/** `cancel`, `retry`, `rerun`, `render`, `revoke-links`, `delete`. */
export const addReportChanges = (program: Command, context: Context): void => {
  const command = (name: string, description: string) =>
    program.command(name).description(description).argument('<report>', 'its id');

  command('cancel', 'End one that is being made').action(async (reportId: string) => {
    const { data } = await context.client().api.POST('/v1/reports/{reportId}/cancel', onReport(reportId));
    context.output().print(data, (report) => (report ? describeReport(report) : ''));
  });

  command('retry', 'Make one that failed again, under its id').action(async (reportId: string) => {
    const { data } = await context.client().api.POST('/v1/reports/{reportId}/retry', onReport(reportId));
    context.output().print(data, (report) => (report ? describeReport(report) : ''));
  });

  command('rerun', "Make one again over today's records, as a new one that is compared with it").action(
    async (reportId: string) => {
      const { data } = await context.client().api.POST('/v1/reports/{reportId}/rerun', onReport(reportId));
      if (data) warn(context, data);
      context.output().print(data, (report) => (report ? describeReport(report) : ''));
    },
  );

  command('render', 'Make the same figures as another format, as a report of its own')
    .addOption(
      new Option('--format <format>', 'which').choices(['json', 'csv', 'pdf', 'xlsx']).makeOptionMandatory(),
    )
    .addOption(
      new Option('--split-by <group>', 'a file for each, in one ZIP: agent_coaching alone').choices([
        'agent',
        'team',
      ]),
    )
    .action(async (reportId: string, { format, splitBy }: RenderOptions) => {
      const { data } = await context.client().api.POST('/v1/reports/{reportId}/render', {
        ...onReport(reportId),
        body: { format, ...(splitBy !== undefined && { split_by: splitBy }) },
      });
      if (data) warn(context, data);
      context.output().print(data, (report) => (report ? describeReport(report) : ''));
    });

  command('revoke-links', 'End every link to its file that there is; mails have them too').action(
    async (reportId: string) => {
      const { data } = await context
        .client()
        .api.POST('/v1/reports/{reportId}/links/revoke', onReport(reportId));
      context.output().print(data, () => `Links to ${reportId} that were made until now open nothing`);
    },
  );

  command('delete', 'Remove one: its row, figures and files')
    .option('--runs', 'and what its schedule made, and the schedule')
    .action(async (reportId: string, { runs }: { runs?: boolean }) => {
      await context.client().api.DELETE('/v1/reports/{reportId}', {
        params: { path: { reportId }, query: runs ? { runs: true } : {} },
      });
      context.output().print({ report_id: reportId, deleted: true }, () => `${reportId} is deleted`);
    });
};
