import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { table } from '../output.ts';
import { addPageOptions, type PageOptions, printPage } from './pages.ts';

interface AuditFlags extends PageOptions {
  actor?: string;
  action?: string;
  report?: string;
  resource?: string;
  recipient?: string;
  after?: string;
  before?: string;
  csv?: boolean;
}

const audit = async (
  context: Context,
  { report, after, before, csv, ...flags }: AuditFlags,
): Promise<void> => {
  const { api } = context.client();
  const { limit, offset, cursor, ...filters } = flags;
  const chosen = {
    ...filters,
    ...(report !== undefined && { report_id: report }),
    ...(after !== undefined && { created_after: after }),
    ...(before !== undefined && { created_before: before }),
  };
  if (csv) {
    const { response } = await api.GET('/v1/audit', {
      params: { query: chosen },
      headers: { accept: 'text/csv' },
      parseAs: 'stream',
    });
    await pipeline(response.body ?? [], context.stdout, { end: false, signal: context.signal });
    return;
  }
  const page = { limit, ...(offset !== undefined && { offset }), ...(cursor !== undefined && { cursor }) };
  const { data } = await api.GET('/v1/audit', { params: { query: { ...chosen, ...page } } });
  if (typeof data === 'string') throw new Error('The API answered CSV where JSON was asked for');
  printPage(context, data, (entries) =>
    table(
      ['at', 'actor', 'action', 'report', 'resource', 'recipient', 'address', 'request'],
      (entries?.data ?? []).map((entry) => [
        entry.at,
        entry.actor,
        entry.action,
        entry.report_id,
        entry.resource,
        entry.recipient,
        entry.address,
        entry.request_id,
      ]),
    ),
  );
};

/** `audit`: who did what. */
export const addAudit = (program: Command, context: Context): void => {
  addPageOptions(
    program
      .command('audit')
      .description('List who did what, the newest first; asks for a key of scope admin')
      .option('--actor <who>', 'a key, link, mail, webhook or operator')
      .option('--action <what>', 'downloadFile, for one')
      .option('--report <report>', 'what was done with it')
      .option('--resource <id>', 'what was done to that webhook, key or delivery')
      .option('--recipient <address>', 'what was mailed there')
      .option('--after <time>', 'later: 2026-11-01T00:00:00Z')
      .option('--before <time>', 'earlier')
      .option('--csv', 'all of it, without pages, as CSV'),
  ).action((flags: AuditFlags) => audit(context, flags));
};
