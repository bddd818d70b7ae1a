import { Delivery, ListOf, Webhook, WebhookWithSecret } from '@reports/contracts';
import type { Operation } from './operation.ts';

const onceProblems = ['request_in_progress', 'idempotency_key_reused'] as const;

export const createWebhook: Operation = {
  id: 'createWebhook',
  tag: 'Webhooks',
  summary: 'Register a webhook',
  description:
    'The endpoint must be https and lie on the public internet. Without a `secret` one is made. Calls are signed as ' +
    'Standard Webhooks 1.0 says, with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`.',
  answers: {
    201: {
      description: 'Registered. The secret is shown here and at each change of it.',
      schema: WebhookWithSecret,
    },
  },
  problems: [...onceProblems, 'too_many_webhooks'],
};

export const listWebhooks: Operation = {
  id: 'listWebhooks',
  tag: 'Webhooks',
  summary: 'List webhooks',
  description: 'Disabled ones too, without their secrets.',
  answers: { 200: { description: 'A page of webhooks, newest first.', schema: ListOf(Webhook) } },
};

export const getWebhook: Operation = {
  id: 'getWebhook',
  tag: 'Webhooks',
  summary: 'Fetch a webhook',
  description: 'Without its secret.',
  answers: { 200: { description: 'The webhook.', schema: Webhook } },
  problems: ['webhook_not_found'],
};

export const changeWebhook: Operation = {
  id: 'changeWebhook',
  tag: 'Webhooks',
  summary: 'Change, disable or enable a webhook',
  description: 'What is due while it is disabled is not sent later.',
  answers: { 200: { description: 'The webhook as it is now.', schema: Webhook } },
  problems: ['webhook_not_found'],
};

export const deleteWebhook: Operation = {
  id: 'deleteWebhook',
  tag: 'Webhooks',
  summary: 'Delete a webhook',
  description: 'It is called no more, not even for what was due.',
  answers: { 204: { description: 'Deleted.' } },
  problems: ['webhook_not_found'],
};

export const rotateSecret: Operation = {
  id: 'rotateWebhookSecret',
  tag: 'Webhooks',
  summary: "Change a webhook's secret",
  description:
    'For 24 hours calls carry two signatures, by the new secret and by the one before; from then on by the new one alone.',
  bodyOptional: true,
  answers: { 200: { description: 'The webhook with its new secret.', schema: WebhookWithSecret } },
  problems: ['webhook_not_found', ...onceProblems],
};

export const testWebhook: Operation = {
  id: 'testWebhook',
  tag: 'Webhooks',
  summary: 'Test a webhook',
  description:
    'Calls the endpoint with an event of type `test`. The deliveries of the webhook say what came of it.',
  answers: { 202: { description: 'Accepted: the endpoint is called at once.', schema: Delivery } },
  problems: ['webhook_not_found', ...onceProblems],
};

export const listWebhookDeliveries: Operation = {
  id: 'listWebhookDeliveries',
  tag: 'Webhooks',
  summary: 'List the deliveries of a webhook',
  description: 'What was sent to it, or waits to be, tests included.',
  answers: { 200: { description: 'A page of deliveries, newest first.', schema: ListOf(Delivery) } },
  problems: ['webhook_not_found'],
};
