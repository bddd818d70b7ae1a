import { auditEntries, type AuditEntry, type Database } from '@reports/database';
import { type Health, type Logger, messageOf } from '@reports/service';
import { Counter } from 'prom-client';
import type { App } from '../app-instance.ts';

/** Tells the audit log of a download. At once, since nobody who downloads shall wait for it. */
export type NoteDownload = (entry: AuditEntry) => void;

const flushEveryMs = 500;
const rowsPerStatement = 500;
/** While the database is away; some 20 MB. */
const maxWaiting = 50_000;

/**
 * Downloads are noted in memory and written twice a second, a workspace's together. They are written when the server closes, too; a
 * process that is killed loses those of its last half second. While the database is away they wait, up to {@link maxWaiting}.
 */
export const createNoteDownload = (
  app: App,
  { database, health: { metrics }, log }: { database: Database; health: Health; log: Logger },
): NoteDownload => {
  let waiting: AuditEntry[] = [];
  let writing: Promise<void> | undefined;
  const lost = new Counter({
    name: 'reports_audit_entries_lost_total',
    help: 'Downloads that the audit log does not have, since the database was away for too long.',
    registers: [metrics],
  });

  const keep = (entries: AuditEntry[]): void => {
    const room = Math.max(0, maxWaiting - waiting.length);
    waiting = [...entries.slice(0, room), ...waiting];
    if (entries.length > room) lost.inc(entries.length - room);
  };

  const write = async (): Promise<void> => {
    const entries = waiting;
    waiting = [];
    for (const [workspaceId, ofWorkspace = []] of Map.groupBy(entries, (entry) => entry.workspaceId)) {
      for (let start = 0; start < ofWorkspace.length; start += rowsPerStatement) {
        const rows = ofWorkspace.slice(start, start + rowsPerStatement);
        try {
          await database.withWorkspace(workspaceId, (transaction) => transaction.execute(auditEntries(rows)));
        } catch (error) {
          log.warn(
            { entries: rows.length, reason: messageOf(error) },
            'the audit log waits for the database',
          );
          keep(rows);
        }
      }
    }
  };

  const flush = (): Promise<void> => {
    writing ??= write().finally(() => (writing = undefined));
    return writing;
  };

  const timer = setInterval(() => {
    if (waiting.length > 0) void flush();
  }, flushEveryMs);
  timer.unref();

  app.addHook('onClose', async () => {
    clearInterval(timer);
    await writing;
    if (waiting.length > 0) await flush();
    if (waiting.length > 0) log.error({ entries: waiting.length }, 'downloads are missing in the audit log');
  });

  return (entry) => {
    if (waiting.length < maxWaiting) waiting.push(entry);
    else lost.inc();
  };
};
