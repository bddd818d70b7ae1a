import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordKind } from '@reports/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FileFormat, type ReadRecord, readRecords } from './read-records.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'records-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

const read = async (kind: RecordKind, format: FileFormat, text: string, from = { offset: 0, line: 1 }) => {
  const file = join(directory, `file.${format}`);
  writeFileSync(file, text);
  const records: ReadRecord[] = [];
  for await (const record of readRecords(file, { kind, format, from })) records.push(record);
  return records;
};

const agent = (number: number) => `{"agent_id":"a${number}","name":"Ann ${number}"}`;

test('lines are records, empty ones are left out, the last one needs no end', async () => {
  const records = await read('agents', 'ndjson', `\uFEFF${agent(1)}\r\n\n${agent(2)}`);
  expect(records.map(({ line, json }) => [line, json])).toEqual([
    [1, agent(1)],
    [3, agent(2)],
  ]);
});

test('a bad line is told by its number, and the others are read', async () => {
  const records = await read(
    'agents',
    'ndjson',
    `${agent(1)}\n{"agent_id":\n{"agent_id":"a"}\n${agent(2)}\n`,
  );
  expect(records.map(({ line, fault }) => [line, fault])).toEqual([
    [1, undefined],
    [2, expect.stringContaining('JSON')],
    [3, expect.stringContaining('name')],
    [4, undefined],
  ]);
});

test('reading goes on from the place after any record', async () => {
  const text = `${agent(1)}\n${agent(2)}\r\n${agent(3)}\n`;
  const [, second] = await read('agents', 'ndjson', text);
  const rest = await read('agents', 'ndjson', text, second?.next);
  expect(rest.map(({ line, json }) => [line, json])).toEqual([[3, agent(3)]]);
});

test('cells become values of their fields, an empty one is absent, and a quoted one may hold lines', async () => {
  const header = 'check_id,call_id,campaign_id,agent_id,checked_at,check,passed,severity,detail,language';
  const rows = [
    'c1,1,2,3,2024-01-01T00:00:00Z,Terms,true,low,"two\r\nlines, ""quoted""",',
    'c2,1,2,3,2024-01-01T00:00:00Z,Terms,yes,low,,en',
    'c3,1,2,3',
    'c4,1,2,3,2024-01-01T00:00:00Z,Terms,false,low,,en',
  ];
  const records = await read('compliance_checks', 'csv', `${[header, ...rows].join('\r\n')}\r\n`);
  expect(records.map(({ line, fault }) => [line, fault])).toEqual([
    [2, undefined],
    [4, expect.stringContaining('/passed')],
    [5, 'has 4 cells, the header has 10'],
    [6, undefined],
  ]);
  expect(JSON.parse(records[0]?.json ?? '')).toEqual({
    check_id: 'c1',
    call_id: '1',
    campaign_id: '2',
    agent_id: '3',
    checked_at: '2024-01-01T00:00:00Z',
    check: 'Terms',
    passed: true,
    severity: 'low',
    detail: 'two\r\nlines, "quoted"',
  });
});

test('numbers and lists come out of cells too', async () => {
  const lines = '[{""parameter"":""Greeting"",""score"":9.5,""max_score"":10,""passed"":true}]';
  const [record] = await read(
    'evaluations',
    'csv',
    `call_id,campaign_id,agent_id,evaluated_at,score,passed,parameters\n1,c,a,2024-01-01T00:00:00Z,85.25,true,"${lines}"\n`,
  );
  expect(JSON.parse(record?.json ?? '')).toMatchObject({
    score: 85.25,
    parameters: [{ parameter: 'Greeting', score: 9.5 }],
  });
});
