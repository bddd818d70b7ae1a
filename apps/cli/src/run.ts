import { readFileSync } from 'node:fs';
import { createReportsClient, ReportFailed, ReportsApiError } from '@reports/client';
import { Command, CommanderError, Option } from 'commander';
import { addCompletion } from './commands/completion.ts';
import { addKeys } from './commands/keys.ts';
import { addRecords } from './commands/records.ts';
import { addReportChanges } from './commands/report-changes.ts';
import { addReportList } from './commands/report-list.ts';
import { addReports } from './commands/reports.ts';
import { addAudit } from './commands/audit.ts';
import { addDeliveries } from './commands/deliveries.ts';
import { addReportTypes } from './commands/report-types.ts';
import { addWorkspace } from './commands/workspace.ts';
import { addSchedules } from './commands/schedules.ts';
import { addWebhooks } from './commands/webhooks.ts';
import { addWhoami } from './commands/whoami.ts';
import { readConfiguration, UsageError } from './configuration.ts';
import type { Context, Io } from './context.ts';
import { createOutput } from './output.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What programs read of how it went. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3, stopped: 130 } as const;

const exitHelp = `
Configuration: REPORTS_URL and REPORTS_API_KEY, or ~/.config/reports/config.json with {"url": "...", "key": "..."}.
Exit codes: 0 done; 1 refused or failed, or lines were rejected; 2 wrong usage; 3 the API cannot be reached; 130 stopped.`;

interface GlobalOptions {
  url?: string;
  key?: string;
  json?: boolean;
}

/** The command line as a tree of commands. */
export const createProgram = (io: Io, endWith: (code: number) => void): Command => {
  const program = new Command('reports')
    .description(
      'Reports of a call centre: make them, fetch them, schedule them, and send the records that they count.',
    )
    .version(version)
    .option('--url <url>', 'base of the API; else REPORTS_URL')
    // A key on the command line is seen by everybody on the machine.
    .addOption(new Option('--key <key>', 'an API key; REPORTS_API_KEY is safer').hideHelp())
    .option('--json', 'answers as JSON, for programs')
    .addHelpText('after', exitHelp)
    .showHelpAfterError('(--help says more)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride();
  const context: Context = {
    ...io,
    endWith,
    client: (options) =>
      createReportsClient({
        ...options,
        ...readConfiguration(program.opts<GlobalOptions>(), io.environment),
        signal: io.signal,
        onRetry: (reason) => io.stderr.write(`Waiting: ${reason}.\n`),
      }),
    output: () => createOutput(io.stdout, program.opts<GlobalOptions>().json === true),
  };
  addReports(program, context);
  addReportList(program, context);
  addReportChanges(program, context);
  addReportTypes(program, context);
  addSchedules(program, context);
  addDeliveries(program, context);
  addRecords(program, context);
  addWebhooks(program, context);
  addKeys(program, context);
  addWorkspace(program, context);
  addAudit(program, context);
  addWhoami(program, context);
  addCompletion(program, context);
  return program;
};

/** Runs a command line; gives its exit code. Errors are said as the API words them, as JSON with `--json`. */
export const run = async (args: readonly string[], io: Io): Promise<number> => {
  let code: number = exitCodes.done;
  const program = createProgram(io, (chosen) => {
    code = chosen;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { text, problem, exitCode } = explain(error, io.signal);
    const isJson = program.opts<GlobalOptions>().json === true;
    io.stderr.write(isJson ? `${JSON.stringify({ error: problem })}\n` : `${text}\n`);
    return exitCode;
  }
};

const explain = (
  error: unknown,
  signal: AbortSignal,
): { text: string; problem: unknown; exitCode: number } => {
  const text = error instanceof Error ? error.message : String(error);
  if (signal.aborted)
    return { text: 'Stopped.', problem: { message: 'Stopped.' }, exitCode: exitCodes.stopped };
  if (error instanceof ReportsApiError) {
    const { status, code, faults, requestId } = error;
    return {
      text: `${text}\n(${code}, ${status}${requestId === undefined ? '' : `, request ${requestId}`})`,
      problem: { message: text.split('\n')[0], code, status, request_id: requestId, errors: faults },
      exitCode: exitCodes.failed,
    };
  }
  if (error instanceof ReportFailed) {
    const { code, reportId, retryable } = error;
    return {
      text,
      problem: { message: text, code, report_id: reportId, retryable },
      exitCode: exitCodes.failed,
    };
  }
  if (error instanceof UsageError) return { text, problem: { message: text }, exitCode: exitCodes.usage };
  if (error instanceof TypeError && error.cause instanceof Error) {
    const reason = `The API cannot be reached: ${error.cause.message || text}`;
    return { text: reason, problem: { message: reason }, exitCode: exitCodes.unreachable };
  }
  return { text, problem: { message: text }, exitCode: exitCodes.failed };
};
