import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type NamedKey, ServiceError } from '@reports/service';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

// The package is CommonJS of a kind whose names Node cannot see: only its default export can be imported.
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

const encoding = 'binary/encrypted';
const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what Temporal keeps of workflows: inputs, results, signals, heartbeats, details. AES-256-GCM with the first key; all
 * keys decrypt, by the id that stands beside what they encrypted. What is not encrypted is read as it is.
 */
export const createPayloadCodec = (keys: readonly NamedKey[]): PayloadCodec => {
  const [first] = keys;
  const encrypt = (payload: Payload): Payload => {
    if (!first) return payload;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', first.key, iv).setAAD(Buffer.from(first.id));
    const plain = PayloadMessage.encode(payload).finish();
    return {
      metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(first.id) },
      data: Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
    };
  };
  const decrypt = (payload: Payload): Payload => {
    if (text(payload.metadata?.['encoding']) !== encoding) return payload;
    const id = text(payload.metadata?.['encryption-key-id']);
    const found = keys.find((key) => key.id === id);
    if (!found) throw keyMissing(id);
    const data = Buffer.from(payload.data ?? []);
    const decipher = createDecipheriv('aes-256-gcm', found.key, data.subarray(0, ivBytes))
      .setAAD(Buffer.from(id))
      .setAuthTag(data.subarray(-tagBytes));
    const plain = Buffer.concat([decipher.update(data.subarray(ivBytes, -tagBytes)), decipher.final()]);
    return PayloadMessage.decode(plain);
  };
  return {
    encode: async (payloads) => payloads.map(encrypt),
    decode: async (payloads) => payloads.map(decrypt),
  };
};

const keyMissing = (id: string): ServiceError =>
  new ServiceError({
    code: 'payload_key_missing',
    message: `A workflow is encrypted with key "${id}", which TEMPORAL_PAYLOAD_KEYS does not have.`,
    fate: 'operator',
  });
