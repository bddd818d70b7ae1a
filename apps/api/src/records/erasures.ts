import type { EraseRecords, Erasure } from '@reports/contracts';
import { type ErasureRow, erasures, requestErasure, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { createId } from '@reports/service';
import { eq } from 'drizzle-orm';
import { ProblemError } from '../problems/problem-error.ts';

/** Asks for a person's records to be erased. */
export const eraseRecords = async (
  transaction: Transaction,
  workspaceId: string,
  { contact_id: contactId, agent_id: agentId }: EraseRecords,
): Promise<Erasure> =>
  erasureResource(
    await requestErasure(transaction, {
      id: createId('era'),
      workspaceId,
      subject: contactId === undefined ? 'agent' : 'contact',
      subjectId: contactId ?? agentId ?? '',
    }),
  );

/** Throws `erasure_not_found`. */
export const readErasure = async (transaction: Transaction, erasureId: string): Promise<Erasure> => {
  const [row] = await transaction.select().from(erasures).where(eq(erasures.id, erasureId));
  if (row) return erasureResource(row);
  throw new ProblemError({
    code: 'erasure_not_found',
    message: `There is no erasure ${erasureId} in this workspace.`,
  });
};

const erasureResource = ({
  id,
  subject,
  subjectId,
  status,
  removed,
  createdAt,
  completedAt,
}: ErasureRow): Erasure => ({
  erasure_id: id,
  ...(subject === 'contact' ? { contact_id: subjectId } : { agent_id: subjectId }),
  status,
  removed: {
    calls: removed['calls'] ?? 0,
    evaluations: removed['evaluations'] ?? 0,
    compliance_checks: removed['compliance_checks'] ?? 0,
    agents: removed['agents'] ?? 0,
    reports: removed['reports'] ?? 0,
  },
  created_at: formatTimestamp(createdAt),
  ...(completedAt && { completed_at: formatTimestamp(completedAt) }),
});
