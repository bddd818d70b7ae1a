import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Fastify from 'fastify';

type BundleEncoding = 'br' | 'gzip' | 'identity';

/**
 * The script of Scalar's reference, in each encoding that a browser may take: 5 MB, so it is compressed once. Its plugin holds it and
 * serves it beside a page of its own; ours has a stricter policy, so the script alone is taken from it.
 */
export const readReferenceBundle = async (): Promise<Readonly<Record<BundleEncoding, Buffer>>> => {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const server = Fastify();
  await server.register(scalar, { routePrefix: '/reference', configuration: { url: '/openapi.json' } });
  const { statusCode, rawPayload: identity } = await server.inject('/reference/js/scalar.js');
  await server.close();
  if (statusCode !== 200) throw new Error(`Scalar's plugin answered ${statusCode} for its script`);
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
    promisify(gzip)(identity),
  ]);
  return { identity, br, gzip: zipped };
};
