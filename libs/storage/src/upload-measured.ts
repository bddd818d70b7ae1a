import { createHash } from 'node:crypto';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Uploads a stream, and counts and hashes its bytes on their way. Fails with the first error of either end, when the other
 * is ended too.
 */
export const uploadMeasured = async (
  body: Readable,
  upload: (bytes: Readable) => Promise<unknown>,
): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const outgoing = new PassThrough();
  const stored = upload(outgoing).catch((error: unknown) => {
    body.destroy(error as Error);
    throw error;
  });
  await Promise.all([stored, pipeline(body, measure, outgoing)]);
  return { bytes, sha256: hash.digest('hex') };
};
