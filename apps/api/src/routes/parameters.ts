import { ReportId } from '@reports/contracts';
import { Type } from 'typebox';

const Id = (prefix: string) =>
  Type.String({ pattern: `^${prefix}_[0-9A-Za-z]{1,40}$`, examples: [`${prefix}_8Xm3kL9wPq2T`] });

/** Parameters of paths. What does not look like an id is not looked up. */
export const ReportParams = Type.Object({ reportId: ReportId });
export const DeliveryParams = Type.Object({ reportId: ReportId, deliveryId: Id('dlv') });
export const WebhookParams = Type.Object({ webhookId: Id('whk') });
export const KeyParams = Type.Object({ keyId: Id('key') });
