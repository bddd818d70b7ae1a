import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AcceptedReport, CreateReport, Report, ReportSummary } from '@reports/client';
import { reportTypeNames } from '@reports/contracts';
import { Argument, type Command, Option } from 'commander';
import { DateTime } from 'luxon';
import { UsageError } from '../configuration.ts';
import type { Context } from '../context.ts';
import { fields } from '../output.ts';
import { createProgressBar } from '../progress-bar.ts';
import { collect, filtersOf } from './arguments.ts';
import { addScheduleOptions, scheduleFields, type ScheduleFlags } from './schedule-options.ts';
import { warn } from './warn.ts';

/** `30d` and `4w` are whole days up to yesterday. */
const periodOf = (
  { from, to, last }: { from?: string; to?: string; last?: string },
  timezone: string,
): { from: string; to: string } => {
  if (last === undefined) {
    if (from === undefined || to === undefined) throw new UsageError('Give --from and --to, or --last 30d.');
    return { from, to };
  }
  if (from !== undefined || to !== undefined) throw new UsageError('Give --last, or --from and --to.');
  const [, count, unit] = /^(\d{1,3})([dw])$/.exec(last) ?? [];
  if (count === undefined) throw new UsageError('--last is a number of days or weeks: 30d, 4w.');
  const today = DateTime.now().setZone(timezone);
  if (!today.isValid) throw new UsageError(`"${timezone}" is not a time zone: Asia/Kolkata, for example.`);
  const days = Number(count) * (unit === 'w' ? 7 : 1);
  return {
    from: today.minus({ days }).toISODate(),
    to: today.minus({ days: 1 }).toISODate(),
  };
};

/** The fields of a report for people. */
export const describeReport = (report: Report | ReportSummary | AcceptedReport): string =>
  fields([
    ['report', report.report_id],
    ['type', report.type],
    ['status', report.status],
    ['format', report.format],
    ['split by', report.split_by],
    ...('from' in report
      ? ([['period', `${report.from} to ${report.to}, ${report.timezone}`]] as const)
      : []),
    ['filters', 'filters' in report ? report.filters : undefined],
    ['warnings', report.warnings?.map(({ detail }) => detail)],
    ['schedule', report.schedule],
    ['rows', 'row_count' in report ? report.row_count : undefined],
    ['pages', 'page_count' in report ? report.page_count : undefined],
    ['files', 'parts' in report ? report.parts?.length : undefined],
    ['bytes', 'file' in report ? report.file?.bytes : undefined],
    ['download', 'download_url' in report ? report.download_url : undefined],
    ['error', 'error' in report ? report.error?.message : undefined],
    ['created', report.created_at],
    ['completed', 'completed_at' in report ? report.completed_at : undefined],
  ]);

/** Writes a report's file, and makes sure that it is the one that was made. `-` is standard output. */
const download = async (
  context: Context,
  report: Report,
  { path: chosen, bom = false }: { path?: string; bom?: boolean },
): Promise<string> => {
  const { body, bytes, name } = await context
    .client()
    .downloadReport(report, { bom, signal: context.signal });
  const path = chosen ?? name;
  const hash = createHash('sha256');
  let length = 0;
  const bar = createProgressBar(context.stderr, bytes ?? 0);
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      length += chunk.length;
      if (context.stderr.isTTY) bar.update(length, `${Math.round(length / 1024).toLocaleString('en')} KiB`);
      done(null, chunk);
    },
  });
  // Aside until it is whole: a file that broke off must not look like a report.
  const aside = `${path}.part`;
  const target = path === '-' ? undefined : createWriteStream(aside);
  try {
    if (target) await pipeline(body, measure, target, { signal: context.signal });
    else await pipeline(body, measure, context.stdout, { end: false, signal: context.signal });
    const isAnswer = report.format === 'json' && report.split_by === undefined;
    const wanted = isAnswer || bom ? undefined : report.file;
    if (wanted && (wanted.bytes !== length || wanted.sha256 !== hash.digest('hex')))
      throw new Error(`The file that came is not the report's: ${length} bytes of ${wanted.bytes}`);
    if (target) await rename(aside, path);
  } catch (error) {
    if (target) await rm(aside, { force: true });
    throw error;
  } finally {
    bar.end();
  }
  return path;
};

interface CreateOptions extends ScheduleFlags {
  from?: string;
  to?: string;
  last?: string;
  timezone?: string;
  format: CreateReport['format'];
  splitBy?: NonNullable<CreateReport['split_by']>;
  filter: string[];
  notify?: string;
  schedule?: NonNullable<CreateReport['schedule']>['frequency'];
  wait?: boolean;
  output?: string;
  bom?: boolean;
}

const scheduleOf = ({ schedule, ...flags }: CreateOptions): CreateReport['schedule'] => {
  const fields = scheduleFields(flags);
  if (schedule !== undefined) return { frequency: schedule, ...fields };
  if (Object.keys(fields).length > 0)
    throw new UsageError('--day, --time, --email and how runs are mailed belong to --schedule.');
  return undefined;
};

const create = async (
  context: Context,
  type: CreateReport['type'],
  options: CreateOptions,
): Promise<void> => {
  const { timezone, format, splitBy, filter, notify, wait, output, bom } = options;
  const schedule = scheduleOf(options);
  const client = context.client();
  const accepted = await client.createReport(
    {
      type,
      ...periodOf(options, timezone ?? 'UTC'),
      ...(format !== undefined && { format }),
      ...(splitBy !== undefined && { split_by: splitBy }),
      ...(timezone !== undefined && { timezone }),
      ...(filter.length > 0 && { filters: filtersOf(filter) }),
      ...(notify !== undefined && { notify: { email: notify } }),
      ...(schedule !== undefined && { schedule }),
    },
    { signal: context.signal },
  );
  warn(context, accepted);
  if (!wait && output === undefined) return context.output().print(accepted, describeReport);
  const report = await client.waitForReport(accepted.report_id, { signal: context.signal });
  await show(context, report, { path: output, bom });
};

/** Prints a report; with a path, writes its file instead and says where. */
const show = async (
  context: Context,
  report: Report,
  { path, bom }: { path: string | undefined; bom?: boolean | undefined },
): Promise<void> => {
  if (path === undefined) return context.output().print(report, describeReport);
  const written = await download(context, report, { path, ...(bom && { bom }) });
  if (path === '-') return;
  context.output().print({ ...report, output: written }, () => `${report.report_id} is in ${written}`);
};

const bomHelp = 'a byte order mark before a CSV, for Excel';

/** `create`, `get`, `download`. */
export const addReports = (program: Command, context: Context): void => {
  addScheduleOptions(
    program
      .command('create')
      .description('Ask for a report')
      .addArgument(new Argument('<type>', 'what it reports').choices([...reportTypeNames]))
      .option('--from <date>', 'first day: 2026-11-01')
      .option('--to <date>', 'last day, which is part of it')
      .option('--last <period>', 'whole days or weeks up to yesterday: 30d, 4w')
      .option('--timezone <zone>', 'IANA zone of the days: Asia/Kolkata')
      .addOption(
        new Option('--format <format>', 'what it is made as').choices(['json', 'csv', 'pdf', 'xlsx']),
      )
      .addOption(
        new Option('--split-by <group>', 'a file for each, in one ZIP: agent_coaching alone').choices([
          'agent',
          'team',
        ]),
      )
      .option('--filter <name=value>', 'campaign_id=cmp_1; again for more', collect, [])
      .option('--notify <email>', 'mail it to this address')
      .addOption(
        new Option('--schedule <frequency>', 'make it again').choices(['daily', 'weekly', 'monthly']),
      ),
  )
    .option('--wait', 'until it is made')
    .option('-o, --output <file>', 'wait, and write its file; - is standard output')
    .option('--bom', bomHelp)
    .action((type: CreateReport['type'], options: CreateOptions) => create(context, type, options));

  program
    .command('get')
    .description('Show a report')
    .argument('<report>', 'its id')
    .option('--wait', 'until it is made')
    .action(async (reportId: string, { wait }: { wait?: boolean }) => {
      const client = context.client();
      const report = wait
        ? await client.waitForReport(reportId, { signal: context.signal })
        : await client.getReport(reportId);
      context.output().print(report, describeReport);
    });

  program
    .command('download')
    .description("Write a report's file, once it is made")
    .argument('<report>', 'its id')
    .option('-o, --output <file>', 'else <report>.<format>, .zip where it is split; - is standard output')
    .option('--bom', bomHelp)
    .action(async (reportId: string, { output, bom }: { output?: string; bom?: boolean }) => {
      const report = await context.client().waitForReport(reportId, { signal: context.signal });
      const extension = report.split_by === undefined ? report.format : 'zip';
      await show(context, report, { path: output ?? `${report.report_id}.${extension}`, bom });
    });
};
