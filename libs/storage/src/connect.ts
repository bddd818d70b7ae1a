import { createHash } from 'node:crypto';
import { PassThrough, pipeline } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { inSpan, ServiceError } from '@reports/service';
import { bucketExists, type BucketOptions, prepareBucket } from './bucket.ts';
import { type ClientOptions, createClient, until } from './client.ts';
import { calling, damagedObject, hasCode, translateError } from './errors.ts';
import type { Storage } from './storage.ts';
import { type EncryptedWrite, uploadParts } from './upload-parts.ts';
import { createWriteOnce } from './write-once.ts';

export interface StorageOptions extends ClientOptions, BucketOptions {
  /** What storage is asked to encrypt objects with; as its bucket says where it is left out. */
  encryption?: { algorithm: 'AES256' | 'aws:kms'; keyId: string | null };
}

/** Calls that carry an object are spans. */
const traced = (storage: Storage): Storage => {
  const span = (key: string) => ({ kind: 'client', attributes: { 'reports.object': key } }) as const;
  return {
    ...storage,
    put: (key, ...more) => inSpan('storage put', span(key), () => storage.put(key, ...more)),
    get: (key, ...more) => inSpan('storage get', span(key), () => storage.get(key, ...more)),
    getBuffer: (key, ...more) => inSpan('storage get', span(key), () => storage.getBuffer(key, ...more)),
    copy: (from, to, ...more) => inSpan('storage copy', span(to), () => storage.copy(from, to, ...more)),
    remove: (key, ...more) => inSpan('storage remove', span(key), () => storage.remove(key, ...more)),
  };
};

export const connectStorage = (options: StorageOptions): Storage => traced(connectBucket(options));

const connectBucket = (options: StorageOptions): Storage => {
  const { bucket: Bucket } = options;
  const client = createClient(options);
  const writeOnce = createWriteOnce();
  const encrypted = encryptionOf(options);

  /** A bucket that somebody deleted is made again: what it held is lost, what comes next need not be. */
  const withBucket = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, 'NoSuchBucket')) throw error;
      await prepareBucket(client, options);
      return work();
    }
  };

  const putBuffer = async (key: string, Body: Buffer, ContentType: string, signal?: AbortSignal) => {
    const input = { Bucket, Key: key, Body, ContentType, ...encrypted };
    const { ETag = '' } = await calling(
      key,
      () =>
        withBucket(() =>
          writeOnce((condition) =>
            client.send(new PutObjectCommand({ ...input, ...condition }), until(signal)),
          ),
        ),
      signal,
    );
    const sha256 = createHash('sha256').update(Body).digest('hex');
    return { key, bytes: Body.length, sha256, etag: ETag };
  };

  const get: Storage['get'] = (key, { range, bytes, signal } = {}) => {
    const read = async () => {
      const part = range && { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` };
      const command = new GetObjectCommand({ Bucket, Key: key, ...part });
      const { Body, ContentLength, ContentRange } = await client
        .send(command, until(signal))
        .catch((error: unknown) => {
          throw bytes !== undefined && hasCode(error, 'InvalidRange', '416')
            ? damagedObject(key, `it is shorter than ${bytes} bytes`)
            : error;
        });
      const answer = Body as unknown as NodeJS.ReadableStream & { destroy: () => void };
      const found = range ? Number(ContentRange?.split('/')[1]) : ContentLength;
      if (bytes !== undefined && found !== bytes) {
        answer.destroy();
        throw damagedObject(key, `it has ${found} bytes, not ${bytes}`);
      }
      return answer;
    };
    return calling(
      key,
      async () => {
        const answer = await read();
        // An answer that breaks off is storage's failure as much as a call that fails.
        const body = new PassThrough({
          destroy: (error, done) =>
            done(error && (signal?.aborted ? (signal.reason as Error) : translateError(error, key))),
        });
        pipeline(answer, body, () => undefined);
        const end = () => body.destroy(signal?.reason as Error);
        signal?.addEventListener('abort', end);
        body.once('close', () => signal?.removeEventListener('abort', end));
        return body;
      },
      signal,
    );
  };

  const stat: Storage['stat'] = (key, signal) =>
    calling(
      key,
      async () => {
        try {
          const command = new HeadObjectCommand({ Bucket, Key: key });
          const found = await client.send(command, until(signal));
          const { ContentLength: bytes = 0, ETag: etag = '', LastModified: lastModified } = found;
          return { bytes, etag, lastModified: lastModified ?? new Date(0) };
        } catch (error) {
          if (hasCode(error, 'NotFound', 'NoSuchKey', '404')) return undefined;
          throw error;
        }
      },
      signal,
    );

  return {
    put: async (key, body, contentType, signal) => {
      if (Buffer.isBuffer(body)) return putBuffer(key, body, contentType, signal);
      return {
        key,
        ...(await uploadParts(
          { client, withBucket, writeOnce, bucket: Bucket, key, contentType, encrypted, signal },
          body,
        )),
      };
    },
    get,
    getBuffer: async (key, read) => Buffer.concat(await (await get(key, read)).toArray()),
    stat,
    copy: async (from, to, ContentType, signal) => {
      const command = new CopyObjectCommand({
        Bucket,
        Key: to,
        CopySource: `${Bucket}/${from.key}`,
        CopySourceIfMatch: from.etag,
        MetadataDirective: 'REPLACE',
        ContentType,
        ...encrypted,
      });
      await calling(
        from.key,
        async () => {
          try {
            await client.send(command, until(signal));
          } catch (error) {
            throw hasCode(error, 'PreconditionFailed', '412')
              ? damagedObject(from.key, 'its ETag is another one')
              : error;
          }
        },
        signal,
      );
      const copy = await stat(to, signal);
      if (copy?.bytes !== from.bytes)
        throw damagedObject(to, `it has ${copy?.bytes} bytes, not ${from.bytes}`);
    },
    remove: (key, signal) =>
      calling(
        key,
        async () => {
          await client.send(new DeleteObjectCommand({ Bucket, Key: key }), until(signal));
        },
        signal,
      ),
    list: async function* list(Prefix, signal) {
      const pages = paginateListObjectsV2({ client, pageSize: 1_000 }, { Bucket, Prefix }, until(signal));
      try {
        for await (const { Contents = [] } of pages) {
          yield Contents.map(({ Key: key = '', Size: bytes = 0, LastModified: lastModified }) => ({
            key,
            bytes,
            lastModified: lastModified ?? new Date(),
          }));
        }
      } catch (error) {
        signal?.throwIfAborted();
        throw translateError(error, Prefix);
      }
    },
    dropUnfinished: (before, signal) =>
      calling(
        Bucket,
        async () => {
          let dropped = 0;
          let after: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
          while (after) {
            const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
              Bucket,
              ...after,
            });
            const page = await client.send(command, until(signal)).catch((error: unknown) => {
              // Storage that cannot say which there are keeps house by itself.
              if (hasCode(error, 'NotImplemented', '405', '501')) return undefined;
              throw error;
            });
            for (const { Key, UploadId, Initiated } of page?.Uploads ?? []) {
              if (Initiated === undefined || Initiated >= before) continue;
              await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), until(signal));
              dropped += 1;
            }
            const { IsTruncated, NextKeyMarker = '', NextUploadIdMarker = '' } = page ?? {};
            after = IsTruncated
              ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
              : undefined;
          }
          return dropped;
        },
        signal,
      ),
    ensureBucket: () => calling(Bucket, () => prepareBucket(client, options)),
    ping: () =>
      calling(Bucket, async () => {
        if (await bucketExists(client, Bucket)) return;
        throw new ServiceError({
          code: 'bucket_missing',
          message: `The bucket "${Bucket}" is missing: the next report makes it again.`,
          fate: 'operator',
        });
      }),
  };
};

const encryptionOf = ({ encryption }: StorageOptions): EncryptedWrite => {
  if (!encryption) return {};
  const { algorithm, keyId } = encryption;
  return { ServerSideEncryption: algorithm, ...(keyId && { SSEKMSKeyId: keyId }) };
};
