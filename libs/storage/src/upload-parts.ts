import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Client } from 'minio';
import { calling } from './errors.ts';

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
  const uploadId = await calling(key, () =>
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
      const part = calling(key, () => client.uploadPart(place, bytesOfPart));
      part.catch((error: unknown) => body.destroy(error as Error));
      parts.push(part);
    }
    const stored = await Promise.all(parts);
    await calling(key, () => client.completeMultipartUpload(bucket, key, uploadId, stored));
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
