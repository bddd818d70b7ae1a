import type { CreateReport } from '@reports/client';
import { reportTypeNames } from '@reports/contracts';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { table } from '../output.ts';
import { wholeNumber } from './reports.ts';

interface ListOptions {
  type?: CreateReport['type'];
  status?: 'generating' | 'completed' | 'failed';
  format?: 'json' | 'csv' | 'pdf' | 'xlsx';
  from?: string;
  to?: string;
  email?: string;
  search?: string;
  limit: number;
}

const list = async (context: Context, { search, ...filters }: ListOptions): Promise<void> => {
  const { data } = await context.client().api.GET('/v1/reports', {
    params: { query: { ...filters, ...(search !== undefined && { q: search }) } },
  });
  context.output().print(data, (page) =>
    table(
      ['report', 'type', 'status', 'format', 'period', 'created'],
      (page?.data ?? []).map((report) => [
        report.report_id,
        report.type,
        report.status,
        report.format,
        `${report.from} to ${report.to}`,
        report.created_at,
      ]),
    ),
  );
};

/** `list`. */
export const addReportList = (program: Command, context: Context): void => {
  program
    .command('list')
    .description('List reports, the newest first')
    .addOption(new Option('--type <type>').choices([...reportTypeNames]))
    .addOption(new Option('--status <status>').choices(['generating', 'completed', 'failed']))
    .addOption(new Option('--format <format>').choices(['json', 'csv', 'pdf', 'xlsx']))
    .option('--from <date>', 'whose period ends then or later')
    .option('--to <date>', 'whose period begins then or earlier')
    .option('--email <address>', 'that are mailed there')
    .option('--search <text>', 'with it in their id or in a value of a filter')
    .option('--limit <n>', 'how many', wholeNumber, 20)
    .action((options: ListOptions) => list(context, options));
};
