import { setting } from '@reports/service';

/** The setting of a service that uses the bus. */
export const messagingSettings = {
  natsUrl: setting.url('NATS_URL', 'the message bus, nats://host:port'),
} as const;
