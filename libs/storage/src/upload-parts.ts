import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Client } from 'minio';
import { translateError } from './errors.ts';

/** The smallest that S3 allows. */
const partBytes = 5 * 1024 * 1024;
/** Parts on their way while the next is read: so many and one are in memory. */
const partsAtOnce = 2;

export interface UploadTarget {
  client: Client;
  bucket: string;
  key: string;
  contentType: string;
}

/**
 * Uploads a stream of any length, and counts and hashes its bytes on their way: S3 wants a length before the bytes, so it goes up
 * in parts. Fails with the stream's own error or with storage's, translated; then the other end is ended too and nothing is stored.
 */
export const uploadParts = async (
  { client, bucket, key, contentType }: UploadTarget,
  body: Readable,
): Promise<{ bytes: number; sha256: string }> => {
  const calling = <Result>(call: Promise<Result>): Promise<Result> =>
    call.catch((error: unknown) => {
      throw translateError(error, key);
    });
  const uploadId = await calling(
    client.initiateNewMultipartUpload(bucket, key, { 'Content-Type': contentType }),
  );
  const hash = createHash('sha256');
  let bytes = 0;
  const parts: ReturnType<Client['uploadPart']>[] = [];
  try {
    for await (const bytesOfPart of partsOf(body)) {
      await parts.at(-partsAtOnce);
      hash.update(bytesOfPart);
      bytes += bytesOfPart.length;
      const partNumber = parts.length + 1;
      const place = { bucketName: bucket, objectName: key, uploadID: uploadId, partNumber, headers: {} };
      const part = calling(client.uploadPart(place, bytesOfPart));
      part.catch((error: unknown) => body.destroy(error as Error));
      parts.push(part);
    }
    const stored = await Promise.all(parts);
    await calling(client.completeMultipartUpload(bucket, key, uploadId, stored));
  } catch (error) {
    await Promise.allSettled(parts);
    // Where this fails too, storage itself forgets the parts after a day.
    await client.abortMultipartUpload(bucket, key, uploadId).catch(() => undefined);
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
};

/** Parts of the same size, but for the last; of an empty stream one that is empty. */
async function* partsOf(body: Readable): AsyncGenerator<Buffer, void> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer | string>) {
    // Only when more follows: the last part is not an empty one.
    while (length >= partBytes) {
      const whole = Buffer.concat(held);
      yield whole.subarray(0, partBytes);
      held = [whole.subarray(partBytes)];
      length -= partBytes;
    }
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    held.push(bytes);
    length += bytes.length;
  }
  yield Buffer.concat(held);
}
