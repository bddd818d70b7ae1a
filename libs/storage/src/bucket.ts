import {
  CreateBucketCommand,
  HeadBucketCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { messageOf } from '@reports/service';
import { hasCode } from './errors.ts';
import type { BucketRules } from './storage.ts';

export interface BucketOptions {
  bucket: string;
  region?: string;
  /** Days after which storage itself deletes objects, by prefix: `{ 'files/': 90 }`. */
  retentionDays: Record<string, number>;
}

export const bucketExists = async (client: S3Client, bucket: string): Promise<boolean> => {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    if (hasCode(error, 'NotFound', 'NoSuchBucket', '404')) return false;
    throw error;
  }
};

const makeBucket = async (
  client: S3Client,
  { bucket, region = 'us-east-1' }: BucketOptions,
): Promise<void> => {
  const where =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as never } };
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket, ...where }));
  } catch (error) {
    if (!hasCode(error, 'BucketAlreadyOwnedByYou', 'BucketAlreadyExists')) throw error;
  }
};

/** Storage that has no such rules, or does not let us set them, says so; one that is away throws. */
const refusalOf = (error: unknown): string => {
  if (hasCode(error, '400', '403', '405', '501')) return messageOf(error);
  throw error;
};

const setRules = async (client: S3Client, bucket: string, Rules: LifecycleRule[]): Promise<void> => {
  await client.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules } }),
  );
};

/** Makes the bucket if it is missing, and sets its rules as far as storage has them. */
export const prepareBucket = async (client: S3Client, options: BucketOptions): Promise<BucketRules> => {
  const { bucket, retentionDays } = options;
  if (!(await bucketExists(client, bucket))) await makeBucket(client, options);
  const retention = Object.entries(retentionDays).map(([prefix, days]): LifecycleRule => ({
    ID: `retain-${prefix.replaceAll('/', '')}`,
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    Expiration: { Days: days },
  }));
  const unfinished: LifecycleRule = {
    ID: 'drop-unfinished-uploads',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  };
  try {
    await setRules(client, bucket, [...retention, unfinished]);
    return {};
  } catch (error) {
    // Whoever made the bucket has set them.
    if (hasCode(error, 'AccessDenied')) return { leftToOperator: true };
    const unfinishedRefused = refusalOf(error);
    if (retention.length === 0) return { unfinishedRefused };
    try {
      await setRules(client, bucket, retention);
      return { unfinishedRefused };
    } catch (again) {
      return { unfinishedRefused, retentionRefused: refusalOf(again) };
    }
  }
};
