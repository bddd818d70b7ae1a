import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { createEvent, eventSchemas, receiptSchemas, recordSchemas, subjectOf } from '@reports/contracts';
import { findFaults } from '@reports/validation';
import { expect, test } from 'vitest';
import { createAsyncApiDocument } from '../src/asyncapi/document.ts';

const committed = readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8');
const document = createAsyncApiDocument();

interface Message {
  examples: { headers: Record<string, string>; payload: Record<string, unknown> }[];
}
const messages = document.components.messages as Record<string, Message>;

test('docs/asyncapi.json is what the contracts say: when it is not, run npm run openapi', () => {
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(document)));
});

test("docs/asyncapi.json is valid by AsyncAPI's own parser", async () => {
  const faultsOf = async (text: string) =>
    (await new Parser().validate(text)).map(
      ({ code, path, message }) => `${code} ${path.join('.')}: ${message}`,
    );
  expect(await faultsOf(committed)).toEqual([]);
  const broken = committed.replace('"$ref": "#/channels/receipts"', '"$ref": "#/channels/none"');
  expect(await faultsOf(broken)).toContainEqual(expect.stringMatching(/channel/));
}, 30_000);

test.each(Object.keys(messages))('the example of %s is what the bus takes or tells', (name) => {
  const { type, data, ...rest } = messages[name]?.examples[0]?.payload ?? {};
  const schemas = { ...eventSchemas, ...receiptSchemas };
  expect(findFaults(schemas[type as keyof typeof schemas], { type, data, ...rest })).toEqual([]);
  const { kind, records } = data as { kind?: keyof typeof recordSchemas; records?: unknown[] };
  for (const record of records ?? []) expect(findFaults(recordSchemas[kind ?? 'calls'], record)).toEqual([]);
});

test('its addresses are those on which events are published', () => {
  const { records, reportCompleted, reportFailed } = document.channels;
  const about = { source: '/test', workspaceId: '{workspaceId}' };
  const data = { report_id: 'rpt_1', type: 'qa_performance', format: 'json' } as const;
  expect(subjectOf(createEvent('report.completed', { ...about, data }))).toBe(reportCompleted.address);
  expect(subjectOf(createEvent('report.failed', { ...about, data }))).toBe(reportFailed.address);
  const sent = createEvent('records.received', { ...about, data: { kind: 'calls', records: [{}] } });
  expect(subjectOf(sent)).toBe(records.address.replace('{kind}', 'calls'));
});
