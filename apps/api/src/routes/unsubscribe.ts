import { auditEntries, type Database } from '@reports/database';
import { type Subscription, verifyUnsubscribe, type SigningKeys } from '@reports/signing';
import { sql } from 'drizzle-orm';
import { senderOf } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import { brandedPage } from '../pages/branded.ts';
import { ignoreForms, maxFormBytes, sendPage } from '../pages/layout.ts';
import { alteredPage, askPage, donePage } from '../unsubscribe/page.ts';

interface Dependencies {
  database: Database;
  config: { signingKeys: SigningKeys };
}

/**
 * `/unsubscribe`: the link in the e-mails of scheduled reports. It carries its own proof and needs no key. GET shows a page with a
 * button; POST stops the one address, for the button and for mail programs alike (RFC 8058, one click).
 */
export const registerUnsubscribe = (app: App, { database, config }: Dependencies): void => {
  void app.register(async (scope: App) => {
    // What a mail program sends (`List-Unsubscribe=One-Click`) says no more than the link.
    ignoreForms(scope);
    scope.get<{ Querystring: Record<string, unknown> }>('/unsubscribe', async (request, reply) => {
      const subscription = readSubscription(request.query, config.signingKeys);
      return subscription
        ? sendPage(
            reply,
            200,
            await brandedPage(database, subscription.workspaceId, (branding) =>
              askPage(subscription.address, branding),
            ),
          )
        : sendPage(reply, 403, alteredPage());
    });
    scope.post<{ Querystring: Record<string, unknown> }>(
      '/unsubscribe',
      { bodyLimit: maxFormBytes },
      async (request, reply) => {
        const subscription = readSubscription(request.query, config.signingKeys);
        if (!subscription) return sendPage(reply, 403, alteredPage());
        await unsubscribe(database, subscription, senderOf(request));
        const page = await brandedPage(database, subscription.workspaceId, (branding) =>
          donePage(subscription.address, branding),
        );
        return sendPage(reply, 200, page);
      },
    );
  });
};

const readSubscription = (
  { workspace, report, address, token }: Record<string, unknown>,
  signingKeys: SigningKeys,
): Subscription | undefined =>
  typeof workspace === 'string' &&
  typeof report === 'string' &&
  typeof address === 'string' &&
  typeof token === 'string'
    ? verifyUnsubscribe(signingKeys, { workspace, report, address, token })
    : undefined;

/** Once or again; nothing happens where the workspace is no more. Addresses are kept in lower case. */
const unsubscribe = (
  database: Database,
  { workspaceId, reportId, address }: Subscription,
  sender: ReturnType<typeof senderOf>,
): Promise<void> =>
  database.withWorkspace(workspaceId, async (transaction) => {
    const added = await transaction.execute(sql`
      insert into unsubscribes (workspace_id, report_id, address)
      select id, ${reportId}, ${address.toLowerCase()} from workspaces where id = ${workspaceId}
      on conflict do nothing returning 1`);
    if (added.length === 0) return;
    await transaction.execute(
      auditEntries([
        { workspaceId, actor: 'mail', action: 'unsubscribe', reportId, recipient: address, ...sender },
      ]),
    );
  });
