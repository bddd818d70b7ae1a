import { EraseRecords, Erasure, ErasureId, RecordKind, WorkspaceData } from '@reports/contracts';
import { type Database, deleteRecord } from '@reports/database';
import { Type } from 'typebox';
import { changeRows } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { eraseRecords, readErasure } from '../records/erasures.ts';
import { readRecord, StoredRecord } from '../records/read-record.ts';
import { readWorkspace } from '../workspaces/read-workspace.ts';

const RecordParams = Type.Object({
  kind: RecordKind,
  recordId: Type.String({
    minLength: 1,
    maxLength: 200,
    examples: ['call_1'],
    description: "The id of the record, percent-encoded; an evaluation has its call's.",
  }),
});

/** `/v1/records`: what there is, one record, and the end of one or of all of a person's. */
export const registerStoredRecords = (
  app: App,
  { database, answerOnce }: { database: Database; answerOnce: AnswerOnce },
): void => {
  app.get(
    '/records',
    {
      config: {
        operation: {
          id: 'getRecords',
          tag: 'Records',
          summary: 'See what records there are',
          description: 'By kind: how many, from which day to which, and when the last one came in.',
          answers: { 200: { description: 'What there is of each kind.', schema: WorkspaceData } },
        },
      },
    },
    ({ caller }): Promise<WorkspaceData> =>
      database.withWorkspace(
        caller.workspaceId,
        async (transaction) => (await readWorkspace(transaction, caller)).data,
      ),
  );

  app.get(
    '/records/:kind/:recordId',
    {
      schema: { params: RecordParams },
      config: {
        operation: {
          id: 'getRecord',
          tag: 'Records',
          summary: 'Fetch a record',
          description: 'As it counts in reports: its newest version.',
          answers: { 200: { description: 'The record.', schema: StoredRecord } },
          problems: ['not_found', 'record_not_found'],
        },
      },
    },
    ({ caller: { workspaceId }, params: { kind, recordId } }) =>
      database.withWorkspace(workspaceId, (transaction) => readRecord(transaction, kind, recordId)),
  );

  app.delete(
    '/records/:kind/:recordId',
    {
      schema: { params: RecordParams },
      config: {
        operation: {
          id: 'deleteRecord',
          tag: 'Records',
          summary: 'Delete a record',
          description:
            'Reports that are made from now on do not count it; versions of it that are still on their way are refused. Sent again later, it is a new record.',
          answers: { 204: { description: 'It is not there, or not any more.' } },
          problems: ['not_found'],
        },
      },
    },
    async (request, reply) => {
      const {
        caller: { workspaceId },
        params: { kind, recordId },
      } = request;
      await changeRows(database, request, (transaction) =>
        deleteRecord(transaction, { workspaceId, kind, id: recordId }),
      );
      return reply.code(204).send();
    },
  );

  registerErasures(app, { database, answerOnce });
};

const registerErasures = (
  app: App,
  { database, answerOnce }: { database: Database; answerOnce: AnswerOnce },
): void => {
  app.post(
    '/records/erase',
    {
      schema: { body: EraseRecords },
      config: {
        operation: {
          id: 'eraseRecords',
          tag: 'Records',
          summary: 'Erase the records of a person',
          description:
            'Of a contact: the calls, with the evaluation and the checks of each. Of an agent: the name, and every call, evaluation and check. ' +
            'Reports whose figures may name the person lose their data and file, and have `erased_at` from then on. Older records that come in later are refused.',
          answers: {
            202: {
              description: 'Accepted: the job does it.',
              schema: Erasure,
              headers: { Location: 'Where the job says what it has removed.' },
            },
          },
          problems: ['request_in_progress', 'idempotency_key_reused'],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const erasure = await eraseRecords(transaction, request.caller.workspaceId, request.body);
        return {
          status: 202,
          headers: { location: `/v1/records/erasures/${erasure.erasure_id}` },
          body: erasure,
        };
      }),
  );

  app.get(
    '/records/erasures/:erasureId',
    {
      schema: { params: Type.Object({ erasureId: Type.String({ ...ErasureId, description: 'The job.' }) }) },
      config: {
        operation: {
          id: 'getErasure',
          tag: 'Records',
          summary: 'Fetch an erasure',
          description: 'What it has removed so far. Jobs are kept for a year.',
          answers: { 200: { description: 'The job.', schema: Erasure } },
          problems: ['erasure_not_found'],
        },
      },
    },
    ({ caller: { workspaceId }, params: { erasureId } }) =>
      database.withWorkspace(workspaceId, (transaction) => readErasure(transaction, erasureId)),
  );
};
