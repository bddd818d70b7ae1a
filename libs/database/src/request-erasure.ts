import { eq, sql } from 'drizzle-orm';
import type { Transaction } from './connect.ts';
import { buryRecords, lockRecords } from './record-tombstones.ts';
import { type ErasureRow, erasures } from './tables/erasures.ts';
import { workspaces } from './tables/workspaces.ts';

/**
 * Asks for everything of a contact or an agent to be erased, which the aggregator does. From here on no older record of the person comes in.
 */
export const requestErasure = async (
  transaction: Transaction,
  asked: Pick<ErasureRow, 'id' | 'workspaceId' | 'subject' | 'subjectId'>,
): Promise<ErasureRow> => {
  const { workspaceId, subject, subjectId } = asked;
  await transaction.execute(sql`select ${lockRecords(workspaceId, 'exclusive')}`);
  await buryRecords(transaction, { workspaceId, kind: subject, ids: [subjectId] });
  const [row] = await transaction.insert(erasures).values(asked).returning();
  if (!row) throw new Error('The erasure was not inserted');
  await transaction
    .update(workspaces)
    .set({ erasuresPendingSince: sql`coalesce(${workspaces.erasuresPendingSince}, now())` })
    .where(eq(workspaces.id, workspaceId));
  return row;
};
