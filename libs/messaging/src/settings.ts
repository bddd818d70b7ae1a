import { setting } from '@reports/service';
import type { BusOptions } from './connect.ts';

/** The settings of a service that uses the bus. */
export const messagingSettings = {
  natsUrl: setting.url('NATS_URL', 'the message bus, nats://user:password@host:port, or tls:// for TLS'),
  natsCredentialsFile: setting.optionalText(
    'NATS_CREDENTIALS_FILE',
    'a file of credentials (.creds), in place of a user and password',
  ),
  natsCaFile: setting.optionalText(
    'NATS_CA_FILE',
    'a file of certificates (PEM) that the bus may be signed by, in place of the well-known ones',
  ),
  natsCertificateFile: setting.optionalText(
    'NATS_CERT_FILE',
    "the service's own certificate (PEM), for a bus that asks for one",
  ),
  natsKeyFile: setting.optionalText('NATS_KEY_FILE', 'the key of that certificate (PEM)'),
  natsReplicas: setting.integer(
    'NATS_REPLICAS',
    'copies of each stream, 3 in a cluster of three; 0 leaves them as they are; the same for all services',
    0,
    { max: 5 },
  ),
  natsRecordsMaxMegabytes: setting.integer(
    'NATS_RECORDS_MAX_MB',
    'what the stream of records may hold, in MB: past it records are refused with 503; 0 leaves it as it is; the same for all services',
    0,
  ),
} as const;

/** What a service connects to the bus with. */
export const busOptions = (config: {
  natsUrl: string;
  natsCredentialsFile: string | null;
  natsCaFile: string | null;
  natsCertificateFile: string | null;
  natsKeyFile: string | null;
  natsReplicas: number;
  natsRecordsMaxMegabytes: number;
}): BusOptions => ({
  url: config.natsUrl,
  credentialsFile: config.natsCredentialsFile,
  caFile: config.natsCaFile,
  certificateFile: config.natsCertificateFile,
  keyFile: config.natsKeyFile,
  replicas: config.natsReplicas || null,
  recordsMaxBytes: config.natsRecordsMaxMegabytes * 1_000_000 || null,
});
