import { randomBytes } from 'node:crypto';
import { connectStorage } from '@reports/storage';
import { engineSetting } from './test-engines.ts';

export interface TestBucket {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  bucket: string;
}

/** A bucket of its own. It stays until the test engines stop. */
export const createTestBucket = async (): Promise<TestBucket> => {
  const options = {
    endpoint: engineSetting('S3_ENDPOINT'),
    accessKey: engineSetting('S3_ACCESS_KEY'),
    secretKey: engineSetting('S3_SECRET_KEY'),
    bucket: `test-${randomBytes(6).toString('hex')}`,
  };
  await connectStorage({ ...options, retentionDays: { 'files/': 90, 'datasets/': 90 } }).ensureBucket();
  return options;
};
