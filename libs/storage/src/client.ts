import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';
import { S3Client } from '@aws-sdk/client-s3';

export interface ClientOptions {
  /** `http://host:port` or https. */
  endpoint: string;
  accessKey: string;
  secretKey: string;
  /** `us-east-1` unless given. */
  region?: string;
  /** Whether the bucket stands in the path or before the host. */
  addressing?: 'path' | 'virtual-host';
  /** A file of certificates, PEM, that are trusted beside the well-known ones. */
  caFile?: string | null;
}

/** Options of a call that a signal ends. */
export const until = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal ? { abortSignal: signal } : {};

/** Storage that says nothing for so long is away. Finishing a large upload takes a while on some. */
const silenceMs = 120_000;

/** An S3 client that asks of a server only what every S3 has: no checksums but where they are required. */
export const createClient = ({
  endpoint,
  accessKey,
  secretKey,
  region = 'us-east-1',
  addressing = 'path',
  caFile,
}: ClientOptions): S3Client => {
  // A reader that is slow must not keep the others waiting for a socket.
  const sockets = { keepAlive: true, maxSockets: Infinity };
  const ca = caFile ? [...getCACertificates('default'), readFileSync(caFile, 'utf8')] : undefined;
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: addressing === 'path',
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: 5_000,
      socketTimeout: silenceMs,
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent({ ...sockets, ...(ca && { ca }) }),
    },
  });
};
