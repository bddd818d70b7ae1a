import { Readable } from 'node:stream';
import { type AuditEntry, neutralise } from '@reports/contracts';

const columns = [
  'at',
  'actor',
  'action',
  'report_id',
  'resource',
  'recipient',
  'address',
  'user_agent',
  'request_id',
  'audit_id',
] as const satisfies readonly (keyof AuditEntry)[];

/** RFC 4180, and safe to open in a spreadsheet: a user agent may say anything. */
const cellOf = (text = ''): string => {
  const cell = neutralise(text);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
};

const lineOf = (cells: readonly (string | undefined)[]): string => `${cells.map(cellOf).join(',')}\r\n`;

/** Entries as CSV, part by part. */
export const auditCsv = (parts: AsyncIterable<AuditEntry[]>): Readable =>
  Readable.from(
    (async function* () {
      yield lineOf(columns);
      for await (const entries of parts) {
        yield entries.map((entry) => lineOf(columns.map((column) => entry[column]))).join('');
      }
    })(),
  );
