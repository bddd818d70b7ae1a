export const serviceNames = ['api', 'scheduler', 'aggregator', 'renderer', 'notifier'] as const;
export type ServiceName = (typeof serviceNames)[number];

const database = ['DATABASE_URL', 'DATABASE_PREPARED_STATEMENTS'] as const;
const systemDatabase = ['DATABASE_SYSTEM_URL'] as const;
const bus = [
  'NATS_URL',
  'NATS_CREDENTIALS_FILE',
  'NATS_CA_FILE',
  'NATS_CERT_FILE',
  'NATS_KEY_FILE',
  'NATS_REPLICAS',
  'NATS_RECORDS_MAX_MB',
] as const;
const temporal = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_TLS',
  'TEMPORAL_CA_FILE',
  'TEMPORAL_CERT_FILE',
  'TEMPORAL_KEY_FILE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_PAYLOAD_KEYS',
] as const;
const storage = [
  'S3_ENDPOINT',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'S3_BUCKET',
  'S3_REGION',
  'S3_ADDRESSING',
  'S3_CA_FILE',
  'S3_ENCRYPTION',
  'S3_ENCRYPTION_KEY_ID',
  'RETENTION_DAYS',
] as const;
const links = ['PUBLIC_URL', 'SIGNING_KEY', 'SECRET_KEYS'] as const;
const telemetry = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_SDK_DISABLED',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_RESOURCE_ATTRIBUTES',
] as const;
const endpoints = ['WEBHOOK_ALLOW_PRIVATE'] as const;

/** What any process may know: nothing of it opens anything. */
export const harmless = [
  ...['NODE_ENV', 'HOST', 'LOG_LEVEL', 'PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL'],
  ...['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
] as const;

/** The settings that each service reads, and so the only ones that its process is given. The compose file gives the same. */
export const serviceSettings: Record<ServiceName, readonly string[]> = {
  api: [
    ...[...database, ...bus, ...storage, ...links, ...endpoints, ...telemetry],
    ...[
      'INTERNAL_PORT',
      'WEBHOOK_PORTS',
      'RATE_LIMIT_PER_MINUTE',
      'MAX_WEBHOOKS',
      'MAX_SCHEDULES',
      'MAX_REPORTS_GENERATING',
      'MAX_RUNS_PER_HOUR',
      'MAX_EMAILS_PER_DAY',
      'WRONG_KEYS_PER_MINUTE',
      'TRUSTED_PROXIES',
      'MAX_PERIOD_DAYS',
      'MAX_BODY_MB_IN_FLIGHT',
      'DRAIN_SECONDS',
    ],
  ],
  scheduler: [
    ...telemetry,
    ...database,
    ...systemDatabase,
    ...bus,
    ...temporal,
    'RETENTION_DAYS',
    'AUDIT_RETENTION_DAYS',
    'WORKFLOW_CACHE',
    'OPERATOR_REPORT_URL',
    'OPERATOR_FILE_URL',
    'OPERATOR_RUNBOOK_URL',
  ],
  aggregator: [
    ...telemetry,
    ...database,
    ...bus,
    ...temporal,
    ...storage,
    'STOP_SECONDS',
    'DATABASE_READ_URL',
    'DATASETS_AT_ONCE',
    'DATASETS_PER_WORKSPACE',
    'RECORD_RETENTION_DAYS',
    'NATS_RECORDS_KEPT_HOURS',
  ],
  renderer: [
    ...telemetry,
    ...temporal,
    ...storage,
    'STOP_SECONDS',
    'CHROMIUM_PATH',
    'PDF_CONCURRENCY',
    'PDF_PER_WORKSPACE',
    'PDF_MEMORY_MB',
  ],
  notifier: [
    ...[...database, ...systemDatabase, ...bus, ...storage, ...links, ...endpoints, ...telemetry],
    ...['SMTP_URL', 'MAIL_FROM', 'MAIL_CONNECTIONS', 'MAX_EMAILS_PER_DAY'],
  ],
};
