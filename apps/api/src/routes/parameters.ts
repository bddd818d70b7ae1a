import { ReportId } from '@reports/contracts';
import { Type } from 'typebox';

const Id = (prefix: string, description: string) =>
  Type.String({
    pattern: `^${prefix}_[0-9A-Za-z]{1,40}$`,
    examples: [`${prefix}_8Xm3kL9wPq2T`],
    description,
  });

const OfReport = Type.String({ ...ReportId, description: 'The report.' });

/** Parameters of paths. What does not look like an id is not looked up. */
export const ReportParams = Type.Object({ reportId: OfReport });
export const DeliveryParams = Type.Object({ reportId: OfReport, deliveryId: Id('dlv', 'The delivery.') });
export const WebhookParams = Type.Object({ webhookId: Id('whk', 'The webhook.') });
export const KeyParams = Type.Object({ keyId: Id('key', 'The key.') });

/** For routes that may wait for a report. */
export const WaitQuery = Type.Object(
  {
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 60,
        description: 'Seconds to hold the request until the report has left `generating`. 0: not at all.',
      }),
    ),
  },
  { additionalProperties: false },
);
