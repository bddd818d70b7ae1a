import { GetBucketLifecycleConfigurationCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import type { StorageOptions } from './connect.ts';
import { createClient } from './client.ts';
import { calling, hasCode } from './errors.ts';

/** How the bucket stands. */
export interface BucketState {
  exists: boolean;
  /** Storage's clock; undefined where it does not say. Whole seconds. */
  now: Date | undefined;
  /** Days after which storage deletes objects, by prefix; `unknown`: it has no such rules, or does not let us read them. */
  retentionDays: Record<string, number> | 'unknown';
}

/** Looks at the bucket and its rules, and makes none. Throws as {@link Storage} does. */
export const inspectBucket = async (options: StorageOptions): Promise<BucketState> => {
  const { bucket: Bucket } = options;
  const client = createClient(options);
  let now: Date | undefined;
  client.middlewareStack.add(
    (next) => async (input) => {
      const result = await next(input);
      const { headers } = result.response as { headers?: Record<string, string> };
      if (headers?.['date'] !== undefined) now = new Date(headers['date']);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const exists = async () => {
    try {
      await client.send(new HeadBucketCommand({ Bucket }));
      return true;
    } catch (error) {
      if (hasCode(error, 'NotFound', 'NoSuchBucket', '404')) return false;
      throw error;
    }
  };
  const readRules = async (): Promise<BucketState['retentionDays']> => {
    try {
      const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      return Object.fromEntries(
        Rules.flatMap(({ Status, Filter, Expiration }) =>
          Status === 'Enabled' && Expiration?.Days !== undefined && Filter?.Prefix !== undefined
            ? [[Filter.Prefix, Expiration.Days]]
            : [],
        ),
      );
    } catch (error) {
      if (hasCode(error, 'NoSuchLifecycleConfiguration')) return {};
      if (hasCode(error, 'AccessDenied', '400', '403', '405', '501')) return 'unknown';
      throw error;
    }
  };
  try {
    return await calling(Bucket, async () => {
      const isThere = await exists();
      return { exists: isThere, now, retentionDays: isThere ? await readRules() : {} };
    });
  } finally {
    client.destroy();
  }
};
