import { RecordKind, RecordsAccepted } from '@reports/contracts';
import type { Messaging } from '@reports/messaging';
import { Type } from 'typebox';
import type { App } from '../app-instance.ts';
import { type AnswerOnce, readIdempotencyKey } from '../idempotency/answer-once.ts';
import { examplesOf } from '../openapi/examples.ts';
import type { Operation } from '../openapi/operation.ts';
import { invalidRequest } from '../problems/problem-error.ts';
import { AnyRecord } from '../records/any-record.ts';
import { checkRecords } from '../records/check-records.ts';
import { publishRecords } from '../records/publish-records.ts';
import { maxRecords, readRecords } from '../records/read-batch.ts';

const maxBytes = 16 * 1024 * 1024;
const ndjsonType = /^application\/(?:x-)?ndjson(?:\s*;|$)/i;
const jsonType = /^application\/json(?:\s*;|$)/i;

/** `POST /v1/records/{kind}`: checks all records, then hands them to the bus. A bad one anywhere, and nothing is taken. */
export const registerSendRecords = (
  app: App,
  { messaging, answerOnce }: { messaging: Messaging; answerOnce: AnswerOnce },
): void => {
  void app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    for (const type of [ndjsonType, jsonType]) {
      scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    }
    scope.post(
      '/records/:kind',
      {
        bodyLimit: maxBytes,
        schema: { params: Type.Object({ kind: RecordKind }) },
        config: { operation },
      },
      async (request, reply) => {
        const { kind } = request.params;
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const isNdjson = ndjsonType.test(request.headers['content-type'] ?? '');
        const records = await readRecords(bytes, { isNdjson });
        const faults = await checkRecords(kind, records);
        if (faults.length > 0) throw invalidRequest(faults);

        const { workspaceId } = request.caller;
        const requestKey = readIdempotencyKey(request);
        const accepted: RecordsAccepted = { accepted: records.length };
        const publish = () => publishRecords(messaging, { workspaceId, kind, records, requestKey });
        // The bus drops what it has of this request already: to publish twice does no harm, to hold a transaction meanwhile would.
        if (requestKey !== undefined) {
          return answerOnce(request, reply, async () => ({ status: 202, body: accepted }), {
            prepare: publish,
          });
        }
        await publish();
        return reply.code(202).send(accepted);
      },
    );
  });
};

const operation: Operation = {
  id: 'sendRecords',
  tag: 'Records',
  summary: 'Send records',
  description:
    `Up to ${maxRecords.toLocaleString('en')} records and 16 MB, as NDJSON or as a JSON array. They reach reports within ` +
    'seconds. The same record twice changes nothing; one with the same id and other content replaces the first. A bad ' +
    'record anywhere is a 400 that names up to 20 lines, and nothing is taken.',
  bodyContent: {
    // First: generators give the body the type of the first, and some send JSON wherever it is taken.
    'application/json': {
      schema: Type.Array(AnyRecord, { maxItems: maxRecords }),
      examples: examplesOf['Records'] ?? {},
    },
    'application/x-ndjson': {
      schema: Type.String({ description: 'One JSON record on each line.' }),
      examples: examplesOf['RecordLines'] ?? {},
    },
  },
  answers: { 202: { description: 'All records are taken.', schema: RecordsAccepted } },
  problems: [
    'not_found',
    'malformed_body',
    'payload_too_large',
    'unsupported_media_type',
    'bus_unavailable',
    'request_in_progress',
    'idempotency_key_reused',
  ],
};
