import { Type, type Static } from 'typebox';
import { Timestamp } from '../primitives.ts';
import { ReportSummary } from './report.ts';

export const WebhookEvent = Type.Enum(['report.completed', 'report.failed', 'report.restated']);
export type WebhookEvent = Static<typeof WebhookEvent>;

/** Standard Webhooks 1.0: `whsec_` and 24 to 64 bytes in base64. */
export const WebhookSecret = Type.String({
  pattern: '^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'],
  description: '`whsec_` and 24 to 64 random bytes in base64.',
});
export type WebhookSecret = Static<typeof WebhookSecret>;

/** Body of `POST /v1/webhooks`. */
export const CreateWebhook = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      maxLength: 2_000,
      format: 'uri',
      examples: ['https://example.com/hooks'],
    }),
    events: Type.Array(WebhookEvent, { minItems: 1, maxItems: 3, uniqueItems: true }),
    secret: Type.Optional(WebhookSecret),
  },
  { additionalProperties: false },
);
export type CreateWebhook = Static<typeof CreateWebhook>;

/** Body of `PATCH /v1/webhooks/{id}`. */
export const ChangeWebhook = Type.Partial(
  Type.Object({
    url: CreateWebhook.properties.url,
    events: CreateWebhook.properties.events,
    disabled: Type.Boolean({
      description: 'Whether it is left uncalled. `false` calls it again, also after a 410.',
    }),
  }),
  { additionalProperties: false, minProperties: 1 },
);
export type ChangeWebhook = Static<typeof ChangeWebhook>;

/** Body of `POST /v1/webhooks/{id}/secret`. */
export const RotateSecret = Type.Object(
  { secret: Type.Optional(WebhookSecret) },
  { additionalProperties: false },
);
export type RotateSecret = Static<typeof RotateSecret>;

export const Webhook = Type.Object({
  webhook_id: Type.String(),
  url: Type.String(),
  events: Type.Array(WebhookEvent),
  disabled_at: Type.Optional(
    Type.String({
      ...Timestamp,
      description: 'Since when it is not called: it was disabled, or answered 410 Gone.',
    }),
  ),
  created_at: Timestamp,
});
export type Webhook = Static<typeof Webhook>;

/** A webhook with its secret, which is shown when it is made and at each change of it. */
export const WebhookWithSecret = Type.Object({
  ...Webhook.properties,
  secret: Type.Optional(
    Type.String({
      ...WebhookSecret,
      description: 'Shown this once: a repeat under the same `Idempotency-Key` has none.',
    }),
  ),
});
export type WebhookWithSecret = Static<typeof WebhookWithSecret>;

/** What an endpoint is told of a report. */
export const ReportEvent = Type.Object({
  type: WebhookEvent,
  timestamp: Type.String({ ...Timestamp, description: 'When it happened: the same on each try.' }),
  data: ReportSummary,
});
export type ReportEvent = Static<typeof ReportEvent>;

/** What an endpoint is told when its owner tests it. */
export const TestEvent = Type.Object({
  type: Type.Literal('test'),
  timestamp: Timestamp,
  data: Type.Object({ webhook_id: Type.String() }),
});
export type TestEvent = Static<typeof TestEvent>;
