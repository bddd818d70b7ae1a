import { ChangeWorkspace, Labels, Workspace } from '@reports/contracts';
import type { Database } from '@reports/database';
import { changeRows } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import { changeLabels, changeWorkspace } from '../workspaces/change-workspace.ts';
import { readLabels, readWorkspace } from '../workspaces/read-workspace.ts';

/** `/v1/workspace`: any key reads it, an admin key changes it. */
export const registerWorkspace = (app: App, { database }: { database: Database }): void => {
  app.get(
    '/workspace',
    {
      config: {
        operation: {
          id: 'getWorkspace',
          tag: 'Workspace',
          summary: 'Get the workspace',
          description:
            'What it may have (`limits`), its home time zone, which reports have unless they ask for another, and what it has of each kind of records. ' +
            'Days are those of the home time zone.',
          answers: {
            200: { description: 'The workspace of the key.', schema: Workspace },
          },
        },
      },
    },
    ({ caller }): Promise<Workspace> =>
      database.withWorkspace(caller.workspaceId, (transaction) => readWorkspace(transaction, caller)),
  );

  app.patch(
    '/workspace',
    {
      schema: { body: ChangeWorkspace },
      config: {
        scope: 'admin',
        operation: {
          id: 'changeWorkspace',
          tag: 'Workspace',
          summary: 'Change the workspace',
          description:
            'A new `timezone` holds for reports from now on; those that there are, and schedules, keep theirs. Figures by its days are then ' +
            'prepared in the background: `rebuilding` says how far. Reports are right meanwhile, those in the new zone take longer.',
          answers: { 200: { description: 'The workspace as it is now.', schema: Workspace } },
        },
      },
    },
    (request): Promise<Workspace> =>
      changeRows(database, request, async (transaction) => {
        const { caller, body } = request;
        await changeWorkspace(transaction, caller.workspaceId, body);
        return readWorkspace(transaction, caller);
      }),
  );

  app.get(
    '/workspace/labels',
    {
      config: {
        operation: {
          id: 'getLabels',
          tag: 'Workspace',
          summary: 'Get the labels',
          description: 'What readers are shown in place of codes.',
          answers: { 200: { description: 'All labels.', schema: Labels } },
        },
      },
    },
    ({ caller: { workspaceId } }): Promise<Labels> =>
      database.withWorkspace(workspaceId, (transaction) => readLabels(transaction, workspaceId)),
  );

  app.put(
    '/workspace/labels',
    {
      schema: { body: Labels },
      config: {
        scope: 'admin',
        operation: {
          id: 'replaceLabels',
          tag: 'Workspace',
          summary: 'Replace the labels',
          description:
            'All of them: what the body does not name has no label any more. Holds for reports that are made from now on, in every format of theirs.',
          answers: { 200: { description: 'All labels, as they are now.', schema: Labels } },
        },
      },
    },
    (request): Promise<Labels> =>
      changeRows(database, request, async (transaction) => {
        await changeLabels(transaction, request.caller.workspaceId, request.body);
        return readLabels(transaction, request.caller.workspaceId);
      }),
  );
};
