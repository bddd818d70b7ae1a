import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { calling } from './errors.ts';
import type { WriteOnce } from './write-once.ts';

/** The smallest that S3 allows. */
const partBytes = 5 * 1024 * 1024;
/** Parts on their way while the next is read: so many and one are in memory. */
const partsAtOnce = 2;

/** What a write says of encryption. */
export interface EncryptedWrite {
  ServerSideEncryption?: 'AES256' | 'aws:kms';
  SSEKMSKeyId?: string;
}

export interface UploadTarget {
  client: S3Client;
  /** Makes the bucket where it is missing. */
  withBucket: <Result>(work: () => Promise<Result>) => Promise<Result>;
  writeOnce: WriteOnce;
  bucket: string;
  key: string;
  contentType: string;
  encrypted: EncryptedWrite;
  signal: AbortSignal | undefined;
}

/**
 * Uploads a stream of any length, and counts and hashes its bytes on their way: S3 wants a length before the bytes, so it goes up
 * in parts. Fails with the stream's own error, with the signal's reason or with storage's error, translated; then the other end is
 * ended too, the parts are thrown away and nothing is stored.
 */
export const uploadParts = async (
  { client, withBucket, writeOnce, bucket, key, contentType, encrypted, signal }: UploadTarget,
  body: Readable,
): Promise<{ bytes: number; sha256: string; etag: string }> => {
  const failing = new AbortController();
  const abortSignal = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
  const place = { Bucket: bucket, Key: key };
  const begin = () =>
    withBucket(() =>
      client.send(new CreateMultipartUploadCommand({ ...place, ContentType: contentType, ...encrypted }), {
        abortSignal,
      }),
    );
  // The body cannot be read twice, so the bucket is there before it is read.
  const { UploadId } = await calling(key, begin, signal).catch((error: unknown) => {
    body.destroy();
    throw error;
  });
  const upload = { ...place, UploadId };
  const endBody = (): void => void body.destroy(abortSignal.reason as Error);
  abortSignal.addEventListener('abort', endBody);
  const hash = createHash('sha256');
  let bytes = 0;
  const parts: Promise<{ PartNumber: number; ETag: string | undefined }>[] = [];
  const send = async (PartNumber: number, Body: Buffer) => {
    const command = new UploadPartCommand({ ...upload, PartNumber, Body });
    const { ETag } = await calling(key, () => client.send(command, { abortSignal }), signal);
    return { PartNumber, ETag };
  };
  try {
    for await (const bytesOfPart of partsOf(body)) {
      await parts.at(-partsAtOnce);
      hash.update(bytesOfPart);
      bytes += bytesOfPart.length;
      const part = send(parts.length + 1, bytesOfPart);
      part.catch((error: unknown) => failing.abort(error));
      parts.push(part);
    }
    const Parts = await Promise.all(parts);
    const finish = { ...upload, MultipartUpload: { Parts } };
    const complete = () =>
      writeOnce((condition) =>
        client.send(new CompleteMultipartUploadCommand({ ...finish, ...condition }), { abortSignal }),
      );
    const { ETag = '' } = await calling(key, complete, signal);
    return { bytes, sha256: hash.digest('hex'), etag: ETag };
  } catch (error) {
    failing.abort(error);
    await Promise.allSettled(parts);
    // Where this fails too, the rule for unfinished uploads or the sweeper throws the parts away.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  } finally {
    abortSignal.removeEventListener('abort', endBody);
  }
};

/** Parts of the same size, but for the last; of an empty stream one that is empty. */
async function* partsOf(body: Readable): AsyncGenerator<Buffer, void> {
  let part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of body as AsyncIterable<Buffer | string>) {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    while (rest.length > 0) {
      if (filled === partBytes) {
        yield part;
        part = Buffer.allocUnsafe(partBytes);
        filled = 0;
      }
      const copied = rest.copy(part, filled);
      filled += copied;
      rest = rest.subarray(copied);
    }
  }
  yield part.subarray(0, filled);
}
