import { ReportEvent, TestEvent } from '@reports/contracts';
import type { TSchema } from 'typebox';
import { examplesOf } from './examples.ts';
import type { Reference } from './refer.ts';

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

const message = (
  { refer, nameOf }: Reference,
  { id, summary, description, schema, example }: Call & { id: string },
) => ({
  post: {
    operationId: id,
    // Not the tag of the routes: openapi-generator would write this class over theirs.
    tags: ['Events'],
    summary,
    description,
    security: [],
    parameters: [
      header(
        'webhook-id',
        'The same on each try: what was seen before can be left alone.',
        'dlv_8Xm3kL9wPq2T',
      ),
      header(
        'webhook-timestamp',
        'When it was signed, Unix time. Refuse what is older than five minutes.',
        '1706724047',
      ),
      header(
        'webhook-signature',
        'Signatures of `{webhook-id}.{webhook-timestamp}.{body}`, parted by spaces: one for each secret.',
        'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
      ),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: refer(schema),
          examples: { [example]: { value: examplesOf[nameOf(schema) ?? '']?.[example] } },
        },
      },
    },
    responses: {
      '204': { description: 'Any 2xx: taken.' },
      '410': { description: 'Gone: the webhook is disabled and called no more.' },
    },
  },
});

interface Call {
  summary: string;
  description: string;
  schema: TSchema;
  example: string;
}

const retries =
  'The body has the report as `GET` gives it, without `data` and links. Anything but 2xx, or no answer within 15 seconds, is ' +
  'tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.';

const calls: Readonly<Record<string, Call>> = {
  reportCompleted: {
    summary: 'A report is completed',
    description: `Sent to webhooks with the event \`report.completed\`. ${retries}`,
    schema: ReportEvent,
    example: 'completed',
  },
  reportFailed: {
    summary: 'A report failed for good',
    description: `Sent to webhooks with the event \`report.failed\`. ${retries}`,
    schema: ReportEvent,
    example: 'failed',
  },
  reportRestated: {
    summary: 'Records of a delivered report changed',
    description: `Sent to webhooks with the event \`report.restated\`: for reports of the last 90 days that were delivered, at most once a day for a report. ${retries}`,
    schema: ReportEvent,
    example: 'restated',
  },
  webhookTest: {
    summary: 'A webhook is tested',
    description: 'Sent once by `POST /v1/webhooks/{webhookId}/test`.',
    schema: TestEvent,
    example: 'test',
  },
};

/** The `webhooks` section: what the platform sends, signed as Standard Webhooks 1.0 says. */
export const describeWebhooks = (reference: Reference) =>
  Object.fromEntries(Object.entries(calls).map(([id, call]) => [id, message(reference, { id, ...call })]));
