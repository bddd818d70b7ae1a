import { setting } from '@reports/service';

/** The settings of a service that calls, or will have called, URLs that customers chose. */
export const endpointSettings = {
  webhookAllowPrivate: setting.oneOf(
    'WEBHOOK_ALLOW_PRIVATE',
    'true lets webhooks reach private and loopback addresses: development alone',
    ['true', 'false'],
    'false',
  ),
  webhookPorts: setting.ports(
    'WEBHOOK_PORTS',
    'ports that webhooks may have beside 443 (and 80 in development), `8443,9443`',
  ),
} as const;
