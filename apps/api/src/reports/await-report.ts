import type { Database, ReportDetails } from '@reports/database';
import type { FastifyReply } from 'fastify';
import type { CompletionWaiters } from './completion-waiters.ts';
import { requireReport } from './require-report.ts';

/** An event may be lost with the bus: the row is looked at this often anyway. */
const lookEveryMs = 3_000;

/** Reads a report once it has left `generating`, or as it is when `ms` have passed, the client has gone, or we stop. */
export const awaitReport = async (
  { database, waiters }: { database: Database; waiters: CompletionWaiters },
  report: { workspaceId: string; reportId: string },
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<ReportDetails> => {
  const deadline = Date.now() + ms;
  for (;;) {
    // Listens before it looks: what finishes in between is heard.
    const listener = waiters.listenFor(report.reportId);
    try {
      const found = await requireReport(database, report.workspaceId, report.reportId);
      const leftMs = deadline - Date.now();
      if (found.status !== 'generating' || leftMs <= 0 || signal.aborted || waiters.released) return found;
      await listener.heard(Math.min(leftMs, lookEveryMs), signal);
    } finally {
      listener.stop();
    }
  }
};

/** Aborts when the client closes the connection before its answer. */
export const leavingOf = ({ raw }: FastifyReply): AbortSignal => {
  const leaving = new AbortController();
  raw.once('close', () => leaving.abort());
  return leaving.signal;
};
