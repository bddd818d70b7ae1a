import { recordKinds } from '@reports/contracts';
import { release } from '@reports/service';
import { createReference } from '../openapi/refer.ts';
import { busSchemas, messages, recordsMessageOf } from './messages.ts';

const introduction = `What may be used from outside over NATS JetStream: a call platform sends its records straight on the bus, hears what became of each
message, and hears which reports have ended. All of it is CloudEvents 1.0 in structured JSON mode.

Whoever runs the platform makes a user for it that may do this for one workspace and nothing else: docs/runbook.md, "Users of the engines". Its client sets
the inbox prefix \`_INBOX.<user>\`. The same is to be had over HTTP: POST /v1/records/{kind}, and webhooks, which are tried again for days.

**Sending.** A message that JetStream has acknowledged is kept until it is stored, whatever is down. Where no acknowledgement comes, send it again with the same
\`id\` and \`Nats-Msg-Id\`; within two minutes it is kept once, and later the same records change nothing. Messages of one kind are taken in the order in
which they were kept. Past the limit of the stream the bus refuses (\`maximum bytes exceeded\`): wait, and send it again.

**Knowing that records were stored.** After each message a receipt is told on \`receipts.{workspaceId}.{kind}\`: \`records.stored\` once reports count
its records, or \`records.refused\` with the reason, and then nothing of it was taken. Receipts are kept by nobody: where one is missed,
GET /v1/records/{kind}/{id} says when a record was received, and a message that is sent again gets one again.`;

const workspaceId = { description: 'The workspace, whose reports count the records: `ws_8Xm3kL9wPq2T`.' };
const refer = (...path: string[]) => ({ $ref: `#/${path.join('/')}` });

const kindNames = recordKinds.map(recordsMessageOf);
const receiptNames = ['RecordsStored', 'RecordsRefused'];

const channel = (address: string, description: string, names: readonly string[], withKind = false) => ({
  address,
  description,
  messages: Object.fromEntries(names.map((name) => [name, refer('components', 'messages', name)])),
  parameters: {
    workspaceId,
    ...(withKind && { kind: { description: 'What the records are of.', enum: [...recordKinds] } }),
  },
});

const channels = {
  records: channel('records.{workspaceId}.{kind}', 'Records come in.', kindNames, true),
  receipts: channel(
    'receipts.{workspaceId}.{kind}',
    'What became of each message of records. Told, not kept.',
    receiptNames,
    true,
  ),
  reportCompleted: channel('reports.{workspaceId}.completed', 'A report is done.', ['ReportCompleted']),
  reportFailed: channel('reports.{workspaceId}.failed', 'A report failed for good.', ['ReportFailed']),
};

const operation = (
  action: 'send' | 'receive',
  name: keyof typeof channels,
  description: { summary: string; description?: string },
) => ({
  action,
  ...description,
  channel: refer('channels', name),
  messages: Object.keys(channels[name].messages).map((message) =>
    refer('channels', name, 'messages', message),
  ),
});

/** The AsyncAPI 3 document of what may be used from outside over the bus, as plain JSON. It is told from the platform's side. */
export const createAsyncApiDocument = () => {
  const reference = createReference(busSchemas);
  const receiveRecords = operation('receive', 'records', {
    summary: 'Takes records in.',
    description:
      'A message is taken whole or not at all. The same record again changes nothing; one with the same id and other content replaces the first.',
  });
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Reports over NATS',
      version: release,
      description: introduction,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      bus: {
        host: 'nats.example.com:4222',
        protocol: 'nats',
        description: 'NATS with JetStream, 2.10 or later.',
        security: [refer('components', 'securitySchemes', 'producer')],
      },
    },
    channels,
    operations: {
      receiveRecords,
      tellReceipts: operation('send', 'receipts', { summary: 'Tells what became of a message of records.' }),
      tellReportCompleted: operation('send', 'reportCompleted', {
        summary: 'Tells that a report is done: GET /v1/reports/{id} has the rest.',
      }),
      tellReportFailed: operation('send', 'reportFailed', {
        summary: 'Tells that a report failed for good.',
      }),
    },
    components: {
      securitySchemes: {
        producer: {
          type: 'userPassword',
          description: 'The user `producer-<workspace>`, or its credentials.',
        },
      },
      messages: messages(reference),
      schemas: reference.components,
    },
  };
};
