import type { CreateReport } from '@reports/client';
import { reportTypeNames } from '@reports/contracts';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { table } from '../output.ts';
import { addPageOptions, type PageOptions, printPage } from './pages.ts';

interface ListOptions extends PageOptions {
  type?: CreateReport['type'];
  status?: 'generating' | 'completed' | 'failed';
  format?: 'json' | 'csv' | 'pdf' | 'xlsx';
  from?: string;
  to?: string;
  email?: string;
  search?: string;
  scheduled?: boolean;
  source?: string;
  createdAfter?: string;
  createdBefore?: string;
}

const list = async (
  context: Context,
  { search, source, createdAfter, createdBefore, ...filters }: ListOptions,
): Promise<void> => {
  const { data } = await context.client().api.GET('/v1/reports', {
    params: {
      query: {
        ...filters,
        ...(search !== undefined && { q: search }),
        ...(source !== undefined && { source_report_id: source }),
        ...(createdAfter !== undefined && { created_after: createdAfter }),
        ...(createdBefore !== undefined && { created_before: createdBefore }),
      },
    },
  });
  printPage(context, data, (page) =>
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
  addPageOptions(
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
      .option('--scheduled', 'that have a schedule, or are made by one')
      .option('--no-scheduled', 'that are not')
      .option('--source <report>', 'that the schedule of it made')
      .option('--created-after <time>', 'asked for later: 2026-11-01T00:00:00Z')
      .option('--created-before <time>', 'asked for earlier'),
  ).action((options: ListOptions) => list(context, options));
};
