import type { MsgHdrs } from '@nats-io/transport-node';

/** Headers of dead letters and of messages that are replayed from them. */
export const headerNames = {
  reason: 'Reason',
  subject: 'Original-Subject',
  stream: 'Original-Stream',
  sequence: 'Original-Sequence',
  /** When the stream first stored the message, in nanoseconds since 1970. */
  storedAt: 'Original-Stored-At',
} as const;

const wholeNumber = /^\d{1,19}$/;

/**
 * When a message was first stored, in nanoseconds since 1970: what decides between corrections. A message that was replayed carries it
 * in a header, which anybody who may publish can write: it can make a message older than the stream says, never newer.
 */
export const storedAtOf = (timestampNanos: number | bigint, header: MsgHdrs | undefined): bigint => {
  const streamTime = BigInt(timestampNanos);
  const claimed = header?.get(headerNames.storedAt) ?? '';
  if (!wholeNumber.test(claimed)) return streamTime;
  const original = BigInt(claimed);
  return original < streamTime ? original : streamTime;
};

export interface Origin {
  subject: string;
  stream: string;
  sequence: number;
  storedAtNs: bigint;
}

/**
 * Where a dead letter came from; undefined for one that was no message of a stream. A dead letter of release 0.1 has its stream and time
 * in its message id alone: `<consumer>:<stream>:<sequence>:<nanoseconds>`.
 */
export const originOf = (header: MsgHdrs): Origin | undefined => {
  const subject = header.get(headerNames.subject);
  const [, idStream = '', idSequence = '', idTime = ''] = header.get('Nats-Msg-Id').split(':');
  const stream = header.get(headerNames.stream) || idStream;
  const sequence = header.get(headerNames.sequence) || idSequence;
  const storedAt = header.get(headerNames.storedAt) || idTime;
  if (!subject || !stream || !wholeNumber.test(sequence) || !wholeNumber.test(storedAt)) return undefined;
  return { subject, stream, sequence: Number(sequence), storedAtNs: BigInt(storedAt) };
};

export const formatStoredAt = (nanoseconds: bigint): string =>
  new Date(Number(nanoseconds / 1_000_000n)).toISOString();
