import { setting } from '@reports/service';
import type { StorageOptions } from './connect.ts';
import type { StorageUser } from './policies.ts';

/** The settings of a service that uses storage. */
export const storageSettings = {
  s3Endpoint: setting.url('S3_ENDPOINT', 'the S3 endpoint, http://host:port or https'),
  s3AccessKey: setting.text('S3_ACCESS_KEY', 'the access key of storage'),
  s3SecretKey: setting.secret('S3_SECRET_KEY', 'the secret key of storage'),
  s3Bucket: setting.text('S3_BUCKET', 'the bucket that holds datasets and report files', 'reports'),
  s3Region: setting.text('S3_REGION', "the bucket's region", 'us-east-1'),
  s3Addressing: setting.oneOf(
    'S3_ADDRESSING',
    'where requests name the bucket: in the path, or before the host as AWS wants it',
    ['path', 'virtual-host'],
    'path',
  ),
  s3CaFile: setting.optionalText(
    'S3_CA_FILE',
    'a file of certificates (PEM) that storage may be signed by, beside the well-known ones',
  ),
  s3Encryption: setting.oneOf(
    'S3_ENCRYPTION',
    'whether storage encrypts what it stores: with its own keys, or with those of a key manager',
    ['none', 'AES256', 'aws:kms'],
    'none',
  ),
  s3EncryptionKey: setting.optionalText(
    'S3_ENCRYPTION_KEY_ID',
    "the key manager's name of the key; storage has a default",
  ),
  retentionDays: setting.integer('RETENTION_DAYS', 'days a report file is kept', 90, {
    min: 1,
    max: 3_650,
  }),
} as const;

const secretOf = (user: StorageUser) => ({
  ...setting.secret(
    `S3_${user.toUpperCase()}_SECRET_KEY`,
    `the secret key of the user reports-${user}, to make it; empty: it is not made`,
  ),
  fallback: '',
});

/** The settings of the step that makes the bucket and its users. */
export const storagePreparationSettings = {
  ...storageSettings,
  api: secretOf('api'),
  aggregator: secretOf('aggregator'),
  renderer: secretOf('renderer'),
  notifier: secretOf('notifier'),
} as const;

/** What a service connects to storage with: report files and the datasets behind them live equally long. */
export const storageOptions = (config: {
  s3Endpoint: string;
  s3AccessKey: string;
  s3SecretKey: string;
  s3Bucket: string;
  s3Region: string;
  s3Addressing: 'path' | 'virtual-host';
  s3CaFile: string | null;
  s3Encryption: 'none' | 'AES256' | 'aws:kms';
  s3EncryptionKey: string | null;
  retentionDays: number;
}): StorageOptions => ({
  endpoint: config.s3Endpoint,
  accessKey: config.s3AccessKey,
  secretKey: config.s3SecretKey,
  bucket: config.s3Bucket,
  region: config.s3Region,
  addressing: config.s3Addressing,
  caFile: config.s3CaFile,
  ...(config.s3Encryption !== 'none' && {
    encryption: { algorithm: config.s3Encryption, keyId: config.s3EncryptionKey },
  }),
  retentionDays: { 'files/': config.retentionDays, 'datasets/': config.retentionDays },
});
