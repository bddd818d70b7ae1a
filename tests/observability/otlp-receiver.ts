import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector gets it. */
export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  /** Empty: it has none. */
  parentId: string;
  name: string;
  attributes: Record<string, string | number>;
  isError: boolean;
  startNs: bigint;
  endNs: bigint;
}

type Field = { number: number; value: bigint | Buffer };

/** The fields of one protobuf message, as the wire has them. */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    for (let [result, shift] = [0n, 0n]; ; shift += 7n) {
      const byte = message[at++] ?? 0;
      result |= BigInt(byte & 127) << shift;
      if (byte < 128) return result;
    }
  };
  while (at < message.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    switch (tag & 7) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: message.readBigUInt64LE(at) };
        at += 8;
        break;
      case 2: {
        const length = Number(varint());
        yield { number, value: message.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        yield { number, value: BigInt(message.readUInt32LE(at)) };
        at += 4;
    }
  }
}

const messages = (message: Buffer, number: number): Buffer[] =>
  [...fieldsOf(message)].flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
  );

const attributesOf = (message: Buffer, number: number): Record<string, string | number> =>
  Object.fromEntries(
    messages(message, number).map((pair) => {
      const [key] = messages(pair, 1);
      const [value] = messages(pair, 2).flatMap((any) => [...fieldsOf(any)]);
      return [
        String(key),
        Buffer.isBuffer(value?.value) ? value.value.toString() : Number(value?.value ?? 0),
      ];
    }),
  );

/** What an `ExportTraceServiceRequest` of OTLP holds. */
const spansOf = (body: Buffer): ReceivedSpan[] =>
  messages(body, 1).flatMap((resourceSpans) => {
    const [resource = Buffer.alloc(0)] = messages(resourceSpans, 1);
    const service = String(attributesOf(resource, 1)['service.name']);
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2).map((span) => {
        const fields = new Map([...fieldsOf(span)].map(({ number, value }) => [number, value]));
        const hex = (number: number) => {
          const value = fields.get(number);
          return Buffer.isBuffer(value) ? value.toString('hex') : '';
        };
        const status = fields.get(15);
        return {
          service,
          traceId: hex(1),
          spanId: hex(2),
          parentId: hex(4),
          name: String(fields.get(5)),
          attributes: attributesOf(span, 9),
          isError:
            Buffer.isBuffer(status) &&
            [...fieldsOf(status)].some(({ number, value }) => number === 3 && value === 2n),
          startNs: BigInt(String(fields.get(7) ?? 0)),
          endNs: BigInt(String(fields.get(8) ?? 0)),
        };
      }),
    );
  });

export interface OtlpReceiver {
  url: string;
  spans: readonly ReceivedSpan[];
  close: () => void;
}

/** A collector: takes what OpenTelemetry's SDK sends by OTLP over HTTP, protobuf. */
export const startOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') spans.push(...spansOf(Buffer.concat(chunks)));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
