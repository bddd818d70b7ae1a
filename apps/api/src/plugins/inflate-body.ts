import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyRequest, RequestPayload } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';

/** Whether the body comes as gzip. Throws `unsupported_media_type` for other encodings. */
export const isGzip = ({ headers }: FastifyRequest): boolean => {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return false;
  if (encoding === 'gzip' || encoding === 'x-gzip') return true;
  throw new ProblemError({
    code: 'unsupported_media_type',
    message: 'Send the body as it is, or compressed with Content-Encoding: gzip.',
    headers: { 'accept-encoding': 'gzip' },
  });
};

/**
 * The content of a gzip body as it comes. `take` hears of every piece before it is passed on and may throw to refuse the body: then
 * nothing more is inflated, and what still comes is read and forgotten, so that the client sees the answer.
 */
export const inflateBody = (payload: Readable, take: (bytes: number) => void): RequestPayload => {
  const gunzip = createGunzip();
  const measured: Transform & { receivedEncodedLength?: number } = new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      try {
        take(piece.length);
        done(null, piece);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  // What Fastify compares with Content-Length.
  measured.receivedEncodedLength = 0;
  payload.on('data', (piece: Buffer) => {
    measured.receivedEncodedLength = (measured.receivedEncodedLength ?? 0) + piece.length;
  });
  gunzip.on('error', (cause) =>
    measured.destroy(
      new ProblemError({
        code: 'malformed_body',
        message: `The body is not gzip, as its Content-Encoding says: ${cause.message}.`,
        cause,
      }),
    ),
  );
  payload.on('error', (error) => measured.destroy(error));
  measured.on('close', () => {
    payload.unpipe(gunzip);
    gunzip.destroy();
    payload.resume();
  });
  payload.pipe(gunzip).pipe(measured);
  return measured;
};
