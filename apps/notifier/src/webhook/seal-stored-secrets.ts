import { type Database, inWorkspace, webhooks } from '@reports/database';
import type { Logger } from '@reports/service';
import type { SealedSecrets } from '@reports/signing';
import { and, asc, eq, gt, sql } from 'drizzle-orm';

const pageSize = 500;

/**
 * Encrypts what is stored in clear, or with a key that is not the first any more. Resolves with the number of webhooks that it
 * changed. Each is changed only while it is as it was read, so that a rotation of the customer's meanwhile stands.
 */
export const sealStoredSecrets = async ({
  database,
  systemDatabase,
  sealed,
  log,
}: {
  database: Database;
  systemDatabase: Database;
  sealed: SealedSecrets;
  log: Logger;
}): Promise<number> => {
  let changed = 0;
  for (let after = ''; ;) {
    const page = await systemDatabase.orm
      .select({ id: webhooks.id, workspaceId: webhooks.workspaceId, secrets: webhooks.secrets })
      .from(webhooks)
      .where(gt(webhooks.id, after))
      .orderBy(asc(webhooks.id))
      .limit(pageSize);
    for (const { id, workspaceId, secrets } of page) {
      if (secrets.every(sealed.isCurrent)) continue;
      const renewed = secrets.map((stored) => sealed.seal(sealed.open(stored, id), id));
      await database.withWorkspace(workspaceId, (transaction) =>
        transaction
          .update(webhooks)
          .set({ secrets: renewed })
          .where(
            and(
              eq(webhooks.id, id),
              inWorkspace(webhooks),
              sql`${webhooks.secrets} = ${sql.param(secrets, webhooks.secrets)}`,
            ),
          ),
      );
      changed += 1;
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) break;
    after = last.id;
  }
  if (changed > 0) log.info({ webhooks: changed }, "webhooks' secrets are encrypted with the first key");
  return changed;
};
