import {
  createEvent,
  receiptSchemas,
  type RecordKind,
  recordKinds,
  RecordsReceived,
  recordSchemas,
  ReportCompleted,
  ReportFailed,
} from '@reports/contracts';
import { type TSchema, Type } from 'typebox';
import { recordExamples } from '../openapi/record-example.ts';
import type { Reference } from '../openapi/refer.ts';
import { pascalCase } from '../openapi/report-schemas.ts';

/** The message that brings records of a kind: `CallsReceived`. */
export const recordsMessageOf = (kind: RecordKind): string => `${pascalCase(kind)}Received`;

const recordsReceived = (kind: RecordKind): TSchema =>
  Type.Object({
    ...RecordsReceived.properties,
    data: Type.Object({
      kind: Type.Literal(kind),
      records: Type.Array(recordSchemas[kind] as TSchema, { minItems: 1 }),
    }),
  });

/** The schemas that the document names. */
export const busSchemas: Readonly<Record<string, TSchema>> = {
  CallRecord: recordSchemas.calls,
  EvaluationRecord: recordSchemas.evaluations,
  ComplianceCheckRecord: recordSchemas.compliance_checks,
  AgentRecord: recordSchemas.agents,
  CampaignRecord: recordSchemas.campaigns,
};

interface Message {
  name: string;
  summary: string;
  schema: TSchema;
  example: object;
}

const envelope = { source: '/call-platform', workspaceId: 'ws_8Xm3kL9wPq2T' };
const fixed = { id: '0195b7a4-6f0e-7c1a-9d52-3f0c8a1b2c3d', time: '2024-01-31T18:00:00Z' };
const report = {
  ...envelope,
  source: '/scheduler',
  subject: 'rpt_8Xm3kL9wP',
  data: { report_id: 'rpt_8Xm3kL9wP', type: 'qa_performance', format: 'pdf' } as const,
};
const told = { ...envelope, source: '/aggregator', subject: 'calls' };

const described: readonly Message[] = [
  ...recordKinds.map((kind) => ({
    name: recordsMessageOf(kind),
    summary: `Records of the kind ${kind}.`,
    schema: recordsReceived(kind),
    example: createEvent('records.received', {
      ...envelope,
      data: { kind, records: [recordExamples[kind]] },
    }),
  })),
  {
    name: 'RecordsStored',
    summary: 'The records of a message are stored.',
    schema: receiptSchemas['records.stored'],
    example: createEvent('records.stored', { ...told, data: { event_id: fixed.id, stored: 1 } }),
  },
  {
    name: 'RecordsRefused',
    summary: 'A message of records was refused: nothing of it was taken.',
    schema: receiptSchemas['records.refused'],
    example: createEvent('records.refused', {
      ...told,
      data: {
        event_id: fixed.id,
        reason: 'The calls are not valid: line 1: /duration_seconds must be >= 0.',
      },
    }),
  },
  {
    name: 'ReportCompleted',
    summary: 'A report is done.',
    schema: ReportCompleted,
    example: createEvent('report.completed', report),
  },
  {
    name: 'ReportFailed',
    summary: 'A report failed for good.',
    schema: ReportFailed,
    example: createEvent('report.failed', report),
  },
];

/** Each message by its name, with an example. */
export const messages = ({ refer }: Reference): Record<string, unknown> =>
  Object.fromEntries(
    described.map(({ name, summary, schema, example }) => [
      name,
      {
        name,
        title: name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' '),
        summary,
        headers: {
          type: 'object',
          properties: {
            'Nats-Msg-Id': {
              type: 'string',
              description:
                "The event's id: JetStream keeps a message once that comes again within two minutes.",
            },
          },
        },
        payload: refer(schema),
        examples: [{ name: 'one', headers: { 'Nats-Msg-Id': fixed.id }, payload: { ...example, ...fixed } }],
      },
    ]),
  );
