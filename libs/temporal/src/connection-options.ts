import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { NamedKey } from '@reports/service';
import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec } from './payload-codec.ts';

/** Where Temporal is, and how it is spoken to. */
export interface TemporalSettings {
  /** `host:port`. */
  temporalAddress: string;
  temporalNamespace: string;
  temporalTls?: 'off' | 'on';
  temporalCaFile?: string | null;
  temporalCertificateFile?: string | null;
  temporalKeyFile?: string | null;
  temporalApiKey?: string;
  temporalPayloadKeys?: readonly NamedKey[];
  /** Who we are in histories and lists of workers: `renderer@host`. */
  identity?: string;
}

interface ConnectionOptions {
  address: string;
  tls?: { serverRootCACertificate?: Buffer; clientCertPair?: { crt: Buffer; key: Buffer } };
  apiKey?: string;
}

/** How a process is named in Temporal: its service and its machine, or its pod. */
export const identityOf = (service: string): string => `${service}@${hostname()}`;

/** A certificate of any kind, or an API key, asks for TLS by itself. */
export const connectionOptions = ({
  temporalAddress: address,
  temporalTls = 'off',
  temporalCaFile: ca,
  temporalCertificateFile: certificate,
  temporalKeyFile: key,
  temporalApiKey: apiKey = '',
}: TemporalSettings): ConnectionOptions => {
  const tls = {
    ...(ca && { serverRootCACertificate: readFileSync(ca) }),
    ...(certificate && key && { clientCertPair: { crt: readFileSync(certificate), key: readFileSync(key) } }),
  };
  const isTls = temporalTls === 'on' || apiKey !== '' || Object.keys(tls).length > 0;
  return { address, ...(isTls && { tls }), ...(apiKey !== '' && { apiKey }) };
};

/** What turns values into what Temporal keeps, and back. */
export const dataConverterOf = ({ temporalPayloadKeys = [] }: TemporalSettings): DataConverter => ({
  payloadCodecs: [createPayloadCodec(temporalPayloadKeys)],
});
