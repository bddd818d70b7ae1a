import { Branding } from '@reports/contracts';
import type { Database } from '@reports/database';
import { createLimitByName } from '@reports/service';
import { changeRows } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import { changeBranding } from '../workspaces/change-workspace.ts';
import { readBranding } from '../workspaces/read-workspace.ts';
import { cleanBranding, reviewBranding } from '../workspaces/review-branding.ts';

/** `/v1/workspace/branding`: any key reads it, an admin key replaces it. */
export const registerBranding = (app: App, { database }: { database: Database }): void => {
  // A workspace draws one logo at a time.
  const inTurn = createLimitByName(1);
  app.get(
    '/workspace/branding',
    {
      config: {
        operation: {
          id: 'getBranding',
          tag: 'Workspace',
          summary: 'Get the branding',
          description:
            'How PDFs, e-mails and pages behind links look. A logo that was sent as an SVG is answered as the PNG that was drawn of it.',
          answers: { 200: { description: 'The branding.', schema: Branding } },
        },
      },
    },
    ({ caller: { workspaceId } }): Promise<Branding> =>
      database.withWorkspace(workspaceId, (transaction) => readBranding(transaction, workspaceId)),
  );

  app.put(
    '/workspace/branding',
    {
      schema: { body: Branding },
      config: {
        scope: 'admin',
        reviewBody: reviewBranding,
        operation: {
          id: 'replaceBranding',
          tag: 'Workspace',
          summary: 'Replace the branding',
          description:
            'All of it: what the body does not name is as the platform has it. Holds for reports that are made, mails that are sent and pages that are opened from now on.',
          answers: { 200: { description: 'The branding, as it is now.', schema: Branding } },
        },
      },
    },
    async (request): Promise<Branding> => {
      const { workspaceId } = request.caller;
      // Before the transaction, which would hold its connection and the workspace's row for as long.
      const branding = await inTurn(workspaceId, () => cleanBranding(request.body));
      return changeRows(database, request, async (transaction) => {
        await changeBranding(transaction, workspaceId, branding);
        return readBranding(transaction, workspaceId);
      });
    },
  );
};
