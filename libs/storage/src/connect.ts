import { createHash } from 'node:crypto';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { ServiceError } from '@reports/service';
import { Client, CopyDestinationOptions, CopySourceOptions } from 'minio';
import { calling, hasCode, translateError } from './errors.ts';
import { uploadParts } from './upload-parts.ts';

export interface StoredObject {
  key: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

export interface ObjectStat {
  bytes: number;
  etag: string;
  lastModified: Date;
}

/** The bucket. Every call throws `storage_unavailable` when storage is away. */
export interface Storage {
  /**
   * Stores bytes or a stream of any length, and says what was stored. Replaces what was there. A stream's own error is thrown as it
   * is, and leaves what was there.
   */
  put: (key: string, body: Buffer | Readable, contentType: string) => Promise<StoredObject>;
  /**
   * Reads an object, or `length` bytes of it from `offset`. Throws `object_missing`; the stream fails with
   * `storage_unavailable` when it breaks off.
   */
  get: (key: string, range?: { offset: number; length: number }) => Promise<Readable>;
  /** Reads a whole small object. */
  getBuffer: (key: string) => Promise<Buffer>;
  /** Undefined when there is no such object. */
  stat: (key: string) => Promise<ObjectStat | undefined>;
  /** Copies inside the bucket, without the bytes passing through here. */
  copy: (from: string, to: string, contentType: string) => Promise<void>;
  remove: (key: string) => Promise<void>;
  /** Makes the bucket if it is missing, and sets how many days objects live, by the first part of their key. */
  ensureBucket: () => Promise<void>;
  /** Throws when storage does not answer or the bucket is missing. */
  ping: () => Promise<void>;
}

export interface StorageOptions {
  /** `http://host:port` or https. */
  endpoint: string;
  accessKey: string;
  secretKey: string;
  bucket: string;
  /** Days after which storage itself deletes objects, by prefix: `{ 'files/': 90 }`. */
  retentionDays: Record<string, number>;
}

export const connectStorage = ({
  endpoint,
  accessKey,
  secretKey,
  bucket,
  retentionDays,
}: StorageOptions): Storage => {
  const { protocol, hostname, port } = new URL(endpoint);
  const client = new Client({
    endPoint: hostname,
    port: port ? Number(port) : protocol === 'https:' ? 443 : 80,
    useSSL: protocol === 'https:',
    accessKey,
    secretKey,
    region: 'us-east-1',
  });

  const ensureBucket = async () => {
    try {
      await client.makeBucket(bucket);
    } catch (error) {
      if (!hasCode(error, 'BucketAlreadyOwnedByYou', 'BucketAlreadyExists')) throw error;
    }
    await client.setBucketLifecycle(bucket, {
      Rule: Object.entries(retentionDays).map(([prefix, days]) => ({
        ID: `retain-${prefix.replaceAll('/', '')}`,
        Status: 'Enabled',
        Filter: { Prefix: prefix },
        Expiration: { Days: days },
      })),
    });
  };

  /** A bucket that somebody deleted is made again: what it held is lost, what comes next need not be. */
  const withBucket = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, 'NoSuchBucket')) throw error;
      await ensureBucket();
      return work();
    }
  };

  const get: Storage['get'] = async (key, range) => {
    const answer = range
      ? await client.getPartialObject(bucket, key, range.offset, range.length)
      : await client.getObject(bucket, key);
    // An answer that breaks off is storage's failure as much as a call that fails.
    const body = new PassThrough({
      destroy: (error, done) => done(error && translateError(error, key)),
    });
    pipeline(answer, body, () => undefined);
    return body;
  };

  const translated =
    <Arguments extends unknown[], Result>(work: (...values: Arguments) => Promise<Result>) =>
    (...values: Arguments): Promise<Result> =>
      calling(typeof values[0] === 'string' ? values[0] : bucket, () => work(...values));

  const putBuffer = translated(
    async (key: string, body: Buffer, contentType: string): Promise<StoredObject> => {
      await withBucket(() =>
        client.putObject(bucket, key, body, body.length, { 'Content-Type': contentType }),
      );
      return { key, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
    },
  );

  const prepareBucket = translated(async () => {
    if (!(await client.bucketExists(bucket))) await ensureBucket();
  });

  return {
    put: async (key, body, contentType) => {
      if (Buffer.isBuffer(body)) return putBuffer(key, body, contentType);
      // A stream cannot be read twice, so the bucket must be there before it starts.
      await prepareBucket();
      return { key, ...(await uploadParts({ client, bucket, key, contentType }, body)) };
    },
    get: translated(get),
    getBuffer: translated(async (key) => Buffer.concat(await (await get(key)).toArray())),
    stat: translated(async (key) => {
      try {
        const { size, etag, lastModified } = await client.statObject(bucket, key);
        return { bytes: size, etag, lastModified };
      } catch (error) {
        if (hasCode(error, 'NotFound', 'NoSuchKey')) return undefined;
        throw error;
      }
    }),
    copy: translated(async (from, to, contentType) => {
      await withBucket(() =>
        client.copyObject(
          new CopySourceOptions({ Bucket: bucket, Object: from }),
          new CopyDestinationOptions({
            Bucket: bucket,
            Object: to,
            MetadataDirective: 'REPLACE',
            Headers: { 'Content-Type': contentType },
          }),
        ),
      );
    }),
    remove: translated((key) => client.removeObject(bucket, key)),
    ensureBucket: translated(ensureBucket),
    ping: translated(async () => {
      if (!(await client.bucketExists(bucket))) {
        throw new ServiceError({
          code: 'bucket_missing',
          message: `The bucket "${bucket}" is missing: the next report makes it again.`,
          fate: 'operator',
        });
      }
    }),
  };
};
