import { ChangeWebhook, CreateWebhook, RotateSecret, type WebhookWithSecret } from '@reports/contracts';
import { type Database, deliveries } from '@reports/database';
import { type EndpointRules, findEndpointFault } from '@reports/network-guard';
import type { SealedSecrets } from '@reports/signing';
import { and, eq } from 'drizzle-orm';
import { changeRows } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import { listDeliveries } from '../deliveries/list-deliveries.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { findPageFaults, PageParameters } from '../lists/page.ts';
import * as operations from '../openapi/webhook-operations.ts';
import { invalidRequest } from '../problems/problem-error.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  requireWebhook,
  rotateSecret,
  testWebhook,
} from '../webhooks/manage-webhooks.ts';
import { createAtOnceLimit } from '../webhooks/at-once-limit.ts';
import { WebhookParams } from './parameters.ts';

interface Dependencies {
  database: Database;
  answerOnce: AnswerOnce;
  endpointRules: EndpointRules;
  sealed: SealedSecrets;
}

/** Endpoints of one workspace whose names are looked up at the same time. */
const maxChecksAtOnce = 4;

/** `/v1/webhooks`: endpoints of the customer's that are called when a report is done. */
export const registerWebhooks = (app: App, dependencies: Dependencies): void => {
  registerManagement(app, dependencies);
  registerUse(app, dependencies);
};

const registerManagement = (
  app: App,
  { database, answerOnce, endpointRules, sealed }: Dependencies,
): void => {
  const checkOfWorkspace = createAtOnceLimit(maxChecksAtOnce);
  /** Throws `invalid_request` for an endpoint that may not be called. */
  const refuseEndpoint = async (workspaceId: string, url: string): Promise<void> => {
    const fault = await checkOfWorkspace(workspaceId, () => findEndpointFault(url, endpointRules));
    if (fault !== undefined) throw invalidRequest([{ pointer: '/url', detail: fault }]);
  };

  app.post(
    '/webhooks',
    { schema: { body: CreateWebhook }, config: { operation: operations.createWebhook } },
    async (request, reply) => {
      await refuseEndpoint(request.caller.workspaceId, request.body.url);
      return answerOnce(request, reply, async (transaction) =>
        shownOnce(201, await createWebhook(transaction, request.caller, request.body, sealed)),
      );
    },
  );

  app.get(
    '/webhooks',
    {
      schema: { querystring: PageParameters },
      config: { findQueryFaults: findPageFaults, operation: operations.listWebhooks },
    },
    (request) =>
      database.withWorkspace(request.caller.workspaceId, (transaction) =>
        listWebhooks(transaction, request.query),
      ),
  );

  app.get(
    '/webhooks/:webhookId',
    { schema: { params: WebhookParams }, config: { operation: operations.getWebhook } },
    (request) =>
      database.withWorkspace(request.caller.workspaceId, (transaction) =>
        getWebhook(transaction, request.params.webhookId),
      ),
  );

  app.patch(
    '/webhooks/:webhookId',
    {
      schema: { params: WebhookParams, body: ChangeWebhook },
      config: { operation: operations.changeWebhook },
    },
    async (request) => {
      const {
        params: { webhookId },
        body,
      } = request;
      if (body.url !== undefined) await refuseEndpoint(request.caller.workspaceId, body.url);
      return changeRows(database, request, (transaction) => changeWebhook(transaction, webhookId, body));
    },
  );

  app.delete(
    '/webhooks/:webhookId',
    { schema: { params: WebhookParams }, config: { operation: operations.deleteWebhook } },
    async (request, reply) => {
      await changeRows(database, request, (transaction) =>
        deleteWebhook(transaction, request.params.webhookId),
      );
      return reply.code(204).send();
    },
  );

  app.post(
    '/webhooks/:webhookId/secret',
    {
      schema: { params: WebhookParams, body: RotateSecret },
      config: { operation: operations.rotateSecret },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const body = request.body as RotateSecret | undefined;
        return shownOnce(
          200,
          await rotateSecret(transaction, request.params.webhookId, { secret: body?.secret, sealed }),
        );
      }),
  );
};

/** The secret stands in the first answer alone: what is kept for a repeat has none. */
const shownOnce = (status: number, body: WebhookWithSecret) => {
  const { secret: _shown, ...keptBody } = body;
  return { status, body, keptBody };
};

const registerUse = (app: App, { database, answerOnce }: Dependencies): void => {
  app.post(
    '/webhooks/:webhookId/test',
    { schema: { params: WebhookParams }, config: { operation: operations.testWebhook } },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => ({
        status: 202,
        body: await testWebhook(transaction, request.params.webhookId),
      })),
  );

  app.get(
    '/webhooks/:webhookId/deliveries',
    {
      schema: { params: WebhookParams, querystring: PageParameters },
      config: { findQueryFaults: findPageFaults, operation: operations.listWebhookDeliveries },
    },
    (request) =>
      database.withWorkspace(request.caller.workspaceId, async (transaction) => {
        const { id } = await requireWebhook(transaction, request.params.webhookId);
        const toWebhook = and(eq(deliveries.channel, 'webhook'), eq(deliveries.recipient, id));
        return listDeliveries(transaction, toWebhook, request.query);
      }),
  );
};
