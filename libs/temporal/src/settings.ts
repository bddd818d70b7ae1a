import { setting } from '@reports/service';

/** The settings of a service that uses Temporal. */
export const temporalSettings = {
  temporalAddress: setting.text('TEMPORAL_ADDRESS', "host:port of Temporal's frontend"),
  temporalNamespace: setting.text(
    'TEMPORAL_NAMESPACE',
    'the namespace that the workflows live in',
    'default',
  ),
} as const;
