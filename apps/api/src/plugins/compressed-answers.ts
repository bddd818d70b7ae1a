import { pipeline, Readable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply } from 'fastify';
import type { App } from '../app-instance.ts';

/** Less gains nothing over its headers. */
const minBytes = 1_024;

const text = /^(?:application\/(?:[\w.-]+\+)?json|text\/|application\/(?:java|ecma)script|image\/svg)/;

const encodings = ['br', 'gzip'];

/** Far below the default of 11, which is for what is compressed once and sent for years. */
const brotliQuality = 4;

/**
 * Compresses text of 1 KB and more for whoever takes it. As it is stays what may be asked for in parts (files), and what says
 * `no-transform`: answers that hold a secret beside what a client wrote, whose length would tell of the secret.
 */
export const registerCompressedAnswers = (app: App): void => {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isCompressible(reply, payload)) return done(null, payload);
    reply.header('vary', [reply.getHeader('vary'), 'Accept-Encoding'].filter(Boolean).join(', '));
    const encoding = negotiate(request.headers['accept-encoding'] ?? '', encodings);
    if (encoding === null || request.method === 'HEAD') return done(null, payload);
    reply.header('content-encoding', encoding).removeHeader('content-length');
    const etag = reply.getHeader('etag');
    // The same content in other bytes.
    if (typeof etag === 'string' && etag.startsWith('"')) reply.header('etag', `W/${etag}`);
    done(null, compress(payload, encoding));
  });
};

const isCompressible = (reply: FastifyReply, payload: unknown): payload is string | Buffer | Readable => {
  if (reply.statusCode === 204 || reply.statusCode === 206 || reply.statusCode === 304) return false;
  if (!text.test(String(reply.getHeader('content-type') ?? ''))) return false;
  if (reply.hasHeader('content-encoding') || reply.hasHeader('accept-ranges')) return false;
  if (String(reply.getHeader('cache-control') ?? '').includes('no-transform')) return false;
  const length = Number(reply.getHeader('content-length') ?? minBytes);
  if (typeof payload === 'string') return Buffer.byteLength(payload) >= minBytes;
  return Buffer.isBuffer(payload)
    ? payload.length >= minBytes
    : payload instanceof Readable && length >= minBytes;
};

const compress = (payload: string | Buffer | Readable, encoding: string): Readable => {
  const encoder =
    encoding === 'br'
      ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } })
      : createGzip();
  // What breaks the one ends the other: Fastify cuts the answer off, so that nobody takes it for whole.
  if (payload instanceof Readable) pipeline(payload, encoder, () => undefined);
  else encoder.end(payload);
  return encoder;
};
