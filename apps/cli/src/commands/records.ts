import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { type RecordKind, recordKinds } from '@reports/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { importsDirectory, readConfiguration, UsageError } from '../configuration.ts';
import type { Context } from '../context.ts';
import { createProgressBar } from '../progress-bar.ts';
import type { CellOptions } from '../records-import/convert-cell.ts';
import { createImportState, type Progress } from '../records-import/import-state.ts';
import { importRecords } from '../records-import/import-records.ts';
import { detectEncoding } from '../records-import/read-lines.ts';
import type { FileFormat } from '../records-import/read-records.ts';
import { addStoredRecords } from './stored-records.ts';

interface ImportFlags {
  kind: RecordKind;
  format?: FileFormat;
  map: Record<string, string>;
  mapping?: string;
  timezone?: string;
  dateFormat?: string;
  separator?: string;
  decimals?: CellOptions['decimals'];
  encoding?: string;
  rejects?: string;
  dryRun?: boolean;
  restart?: boolean;
}

const collectMap = (text: string, before: Record<string, string>): Record<string, string> => {
  const [, column, field] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  if (column === undefined || field === undefined)
    throw new InvalidArgumentError('It is "COLUMN=FIELD": --map "Call ID=call_id".');
  return { ...before, [column]: field.trim() };
};

const readMapping = (file: string | undefined): Record<string, string> => {
  if (file === undefined) return {};
  const fault = `${file} must be a JSON object of columns and fields: {"Call ID": "call_id"}`;
  let mapping: unknown;
  try {
    mapping = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${fault}; ${(error as Error).message}`);
  }
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) throw new UsageError(fault);
  const entries = Object.entries(mapping);
  if (entries.some(([, field]) => typeof field !== 'string')) throw new UsageError(fault);
  return Object.fromEntries(entries) as Record<string, string>;
};

const formatOf = (file: string): FileFormat =>
  ['.ndjson', '.jsonl', '.json'].includes(extname(file).toLowerCase()) ? 'ndjson' : 'csv';

/** `calls.csv` has its rejects in `calls.rejects.csv`. */
const rejectsOf = (file: string): string => {
  const extension = extname(file);
  return join(dirname(file), `${basename(file, extension)}.rejects${extension}`);
};

const requireEncoding = (encoding: string): string => {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    throw new UsageError(`"${encoding}" is no encoding that is known: utf-8, utf-16le, windows-1252.`);
  }
};

const grouped = (value: number): string => value.toLocaleString('en');

/** What became of every line, and what is wrong with those that were rejected. */
const summarise = (
  { lines, records, faults }: Progress,
  { kind, rejectsFile, dryRun }: { kind: string; rejectsFile: string | undefined; dryRun: boolean },
): string => {
  const total = lines.header + lines.empty + lines.accepted + lines.rejected;
  const parts = [
    `${grouped(lines.accepted)} ${dryRun ? 'good' : 'accepted'} (${grouped(records)} ${kind})`,
    `${grouped(lines.rejected)} rejected`,
    `${grouped(lines.header)} header`,
    `${grouped(lines.empty)} empty`,
  ];
  const groups = faults.flatMap(({ fault, lines: count, firstLines }) => [
    `  ${fault}`,
    `    ${grouped(count)} ${count === 1 ? 'line' : 'lines'}: ${firstLines.join(', ')}${count > firstLines.length ? ', …' : ''}`,
  ]);
  return [
    `${grouped(total)} lines = ${parts.join(' + ')}`,
    ...(dryRun ? ['Nothing was sent.'] : []),
    ...(groups.length > 0 ? ['What is wrong:', ...groups] : []),
    ...(lines.rejected > 0 && rejectsFile !== undefined
      ? [`The rejected lines are in ${rejectsFile}: fix them there, and import it.`]
      : []),
  ].join('\n');
};

const importFile = async (
  context: Context,
  program: Command,
  file: string,
  flags: ImportFlags,
): Promise<void> => {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const { kind, timezone, dateFormat, separator, decimals, rejects, restart } = flags;
  const dryRun = flags.dryRun === true;
  if (timezone !== undefined && !isTimeZone(timezone))
    throw new UsageError(`"${timezone}" is not a time zone: Asia/Kolkata, for example.`);
  const map = { ...readMapping(flags.mapping), ...flags.map };
  const encoding =
    flags.encoding === undefined ? await detectEncoding(file) : requireEncoding(flags.encoding);
  const readOptions = {
    kind,
    format: flags.format ?? formatOf(file),
    encoding,
    map,
    ...(separator !== undefined && {
      separator: separator === '\\t' || separator === 'tab' ? '\t' : separator,
    }),
    ...(decimals !== undefined && { decimals }),
    ...(timezone !== undefined && { timezone }),
    ...(dateFormat !== undefined && { dateFormat }),
  };
  const output = context.output();
  // An import waits for as long as the API is away: who started it may have gone home.
  const client = dryRun ? undefined : context.client({ retryForMs: Infinity });
  const rejectsFile = dryRun ? rejects : (rejects ?? rejectsOf(file));
  const state = dryRun
    ? undefined
    : createImportState(importsDirectory(context.environment), file, [
        readConfiguration(program.opts(), context.environment),
        readOptions,
        rejectsFile,
      ]);
  if (restart) state?.remove();
  const bar = createProgressBar(context.stderr, statSync(file).size);
  const progress = await importRecords({
    ...readOptions,
    file,
    client,
    rejectsFile,
    state,
    bar,
    signal: context.signal,
    onHeader: ({ columns, ignored }) => {
      if (dryRun) bar.say(`Fields: ${columns.map(({ field }) => field).join(', ')}`);
      if (ignored.length > 0) bar.say(`Columns that no field takes: ${ignored.join(', ')}`);
    },
  }).finally(() => bar.end());
  if (progress.lines.rejected > 0) context.endWith(1);
  const answer = {
    lines: progress.lines,
    records: progress.records,
    ...(progress.lines.rejected > 0 && rejectsFile !== undefined && { rejects_file: rejectsFile }),
    faults: progress.faults,
  };
  output.print(answer, () => summarise(progress, { kind, rejectsFile, dryRun }));
};

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** `records import`, and what is asked of records that are there. */
export const addRecords = (program: Command, context: Context): void => {
  const records = program.command('records').description('What reports count: calls, evaluations and so on');
  records
    .command('import')
    .description(
      'Send a file of records, of any size. Every line is counted; those that are rejected are explained and put aside. ' +
        'An import that broke off goes on where it was.',
    )
    .argument('<file>', 'CSV with a header, or NDJSON: one JSON object on each line')
    .addOption(
      new Option('--kind <kind>', 'what its records are').choices([...recordKinds]).makeOptionMandatory(),
    )
    .addOption(new Option('--format <format>', "else by the file's name").choices(['csv', 'ndjson']))
    .option('--map <column=field>', '"Call ID=call_id"; again for more', collectMap, {})
    .option('--mapping <file>', 'the same as JSON: {"Call ID": "call_id"}')
    .option('--timezone <zone>', 'IANA zone of times that say none: Asia/Kolkata')
    .option('--date-format <format>', 'of times that are not written year first: "dd/MM/yyyy HH:mm"')
    .option('--separator <character>', 'of cells; else found in the header')
    .addOption(
      new Option('--decimals <mark>', "what parts a number's decimals").choices(['point', 'comma', 'either']),
    )
    .option('--encoding <name>', 'utf-8, utf-16le, windows-1252; else by the byte order mark')
    .option('--rejects <file>', 'where rejected lines go; else FILE.rejects.csv')
    .option('--dry-run', 'check all of it, and send nothing')
    .option('--restart', 'from the first line, also where an import of it broke off')
    .action((file: string, flags: ImportFlags) => importFile(context, program, file, flags));
  addStoredRecords(records, context);
};
