import { CreatedKey, CreateKey, Key, ListOf } from '@reports/contracts';
import type { Database } from '@reports/database';
import { changeRows } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { createKey, listKeys, revokeKey } from '../keys/manage-keys.ts';
import { findPageFaults, PageParameters } from '../lists/page.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { KeyParams } from './parameters.ts';

/** `/v1/keys`: an admin key makes, lists and revokes the keys of its workspace. */
export const registerKeys = (
  app: App,
  { database, answerOnce }: { database: Database; answerOnce: AnswerOnce },
): void => {
  app.get(
    '/keys',
    {
      schema: { querystring: PageParameters },
      config: {
        scope: 'admin',
        findQueryFaults: findPageFaults,
        operation: {
          id: 'listKeys',
          tag: 'Keys',
          summary: 'List API keys',
          description: 'Revoked and expired ones too, without their secrets.',
          answers: { 200: { description: 'A page of keys, newest first.', schema: ListOf(Key) } },
        },
      },
    },
    ({ caller: { workspaceId }, query }) =>
      database.withWorkspace(workspaceId, (transaction) => listKeys(transaction, workspaceId, query)),
  );

  app.post(
    '/keys',
    {
      schema: { body: CreateKey },
      config: {
        scope: 'admin',
        operation: {
          id: 'createKey',
          tag: 'Keys',
          summary: 'Create an API key',
          description: 'Its scope is final: for another, make another key.',
          answers: { 201: { description: 'The key: it is shown once.', schema: CreatedKey } },
          problems: ['request_in_progress', 'idempotency_key_reused'],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const { scope, expires_in_days: expiresInDays } = request.body;
        const { workspaceId } = request.caller;
        const created = await createKey(transaction, { workspaceId, scope, expiresInDays });
        const { key: _shownOnce, ...keptBody } = created;
        return { status: 201, body: created, keptBody };
      }),
  );

  app.delete(
    '/keys/:keyId',
    {
      schema: { params: KeyParams },
      config: {
        scope: 'admin',
        operation: {
          id: 'revokeKey',
          tag: 'Keys',
          summary: 'Revoke an API key',
          description: 'It stops working within a second.',
          answers: { 204: { description: 'Revoked.' } },
          problems: ['key_not_found'],
        },
      },
    },
    async (request, reply) => {
      const { keyId } = request.params;
      const { workspaceId } = request.caller;
      await changeRows(database, request, async (transaction) => {
        if (await revokeKey(transaction, keyId, workspaceId)) return;
        throw new ProblemError({
          code: 'key_not_found',
          message: `There is no key ${keyId} in this workspace.`,
        });
      });
      return reply.code(204).send();
    },
  );
};
