import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  contentTypes,
  reportTypes,
  storageKeys,
  type DatasetReference,
  type DatasetSummary,
  type RendererActivities,
  type ReportFormat,
  type Violation,
} from '@reports/contracts';
import { createTestBucket, engineSetting } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { connectStorage, type Storage } from '@reports/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createActivities, type Dependencies } from '../src/activities.ts';
import { createFontLibrary } from '../src/fonts/font-library.ts';
import { createPdfEngine, type PdfEngine } from '../src/pdf/pdf-engine.ts';
import { makeAgentCoaching } from './fixtures/agent-coaching.ts';
import { makeComplianceAudit, makeViolations } from './fixtures/compliance-audit.ts';
import { datasetOf } from './fixtures/dataset.ts';
import { januaryExample } from './fixtures/qa-performance.ts';
import { readPdf } from './pdf-reader.ts';

const log = createLogger({ service: 'test', level: 'silent' });
let storage: Storage;
let pdfEngine: PdfEngine;

beforeAll(async () => {
  storage = connectStorage({
    ...(await createTestBucket()),
    retentionDays: { 'files/': 90, 'datasets/': 90 },
  });
  pdfEngine = createPdfEngine({
    executablePath: engineSetting('CHROMIUM_PATH'),
    slots: 1,
    log,
  });
});
afterAll(() => pdfEngine.close());

const attempt = (number: number) => ({
  name: `run-1-${number}`,
  number,
  signal: new AbortController().signal,
});

const render =
  (changes: Partial<Dependencies> = {}): RendererActivities['renderReport'] =>
  (input) =>
    createActivities({
      storage,
      pdfEngine,
      fonts: createFontLibrary(),
      log,
      currentAttempt: () => attempt(1),
      ...changes,
    }).renderReport(input);

/** Stores a dataset as the aggregator does. */
const freeze = async (summary: DatasetSummary, csv: string): Promise<DatasetReference> => {
  const { workspace_id: workspace, report_id: report } = summary.request;
  const freezing = randomUUID();
  const summaryKey = storageKeys.datasetSummary(workspace, report, freezing);
  await storage.put(summaryKey, Buffer.from(JSON.stringify(summary)), contentTypes.json);
  const rows = await storage.put(
    storageKeys.datasetRows(workspace, report, freezing),
    Readable.from([Buffer.from(csv)]),
    contentTypes.csv,
  );
  return {
    summaryKey,
    rowsKey: rows.key,
    rowCount: summary.row_count,
    rowsBytes: rows.bytes,
    rowsSha256: rows.sha256,
    dataAsOf: summary.data_as_of,
  };
};

const csvOf = (violations: readonly Violation[]): string => {
  const names = reportTypes.compliance_audit.columns.map(({ name }) => name);
  const lines = violations.map((violation) => {
    const row: Record<string, string> = { ...violation };
    return names.map((name) => (row[name] === undefined ? '' : `"${row[name]}"`)).join(',');
  });
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`;
};

const inFormat = ({ request }: DatasetSummary, format: ReportFormat, reportId = request.report_id) => ({
  ...request,
  format,
  report_id: reportId,
});

const stored = async (key: string) => {
  const body = await storage.getBuffer(key);
  return { body, sha256: createHash('sha256').update(body).digest('hex') };
};

describe('a report file', () => {
  const january = datasetOf('qa_performance', januaryExample, { report_id: 'rpt_january' }, 3);

  test('json: the data of the dataset, and nothing around it', async () => {
    const dataset = await freeze(january, 'campaign_id\r\n');
    const file = await render()({ request: inFormat(january, 'json'), dataset });
    const { body, sha256 } = await stored(file.key);
    expect(JSON.parse(body.toString())).toEqual(januaryExample);
    expect(file).toEqual({
      key: 'files/ws_4Kd82hQpLmZx/rpt_january/run-1-1.json',
      bytes: body.length,
      sha256,
    });
  });

  test('json of a type with a streamed list: the list comes from the rows, with what spreadsheets need undone', async () => {
    const violations = makeViolations(1, 500);
    const summary = datasetOf(
      'compliance_audit',
      makeComplianceAudit(1, 500),
      { report_id: 'rpt_audit' },
      500,
    );
    const dataset = await freeze(summary, csvOf(violations));
    const file = await render()({ request: inFormat(summary, 'json'), dataset });
    const { body, sha256 } = await stored(file.key);
    expect(JSON.parse(body.toString())).toEqual({ ...makeComplianceAudit(1, 500), violations });
    expect(file).toMatchObject({ bytes: body.length, sha256 });
  });

  test("csv: the dataset's rows, to the byte", async () => {
    const csv = 'campaign_id,campaign_name\r\n"cmp_1","अमित"\r\n';
    const dataset = await freeze(january, csv);
    const file = await render()({ request: inFormat(january, 'csv'), dataset });
    const { body, sha256 } = await stored(file.key);
    expect(body.toString()).toBe(csv);
    expect(file).toEqual({
      key: 'files/ws_4Kd82hQpLmZx/rpt_january/run-1-1.csv',
      bytes: body.length,
      sha256,
    });
  });

  test('csv: rows that are not the ones that were stored are refused, by their ETag, their length or their hash', async () => {
    const stored = await freeze(january, 'campaign_id\r\n"cmp_1"\r\n');
    const rowsEtag = (await storage.stat(stored.rowsKey))?.etag ?? '';
    const request = inFormat(january, 'csv', 'rpt_copied');
    const { key, bytes } = await render({ currentAttempt: () => attempt(2) })({
      request,
      dataset: { ...stored, rowsEtag },
    });
    expect((await storage.stat(key))?.bytes).toBe(bytes);
    const damaged = [
      { rowsEtag: '"d41d8cd98f00b204e9800998ecf8427e"' },
      { rowsBytes: stored.rowsBytes + 1 },
      { rowsSha256: '0'.repeat(64) },
    ];
    for (const [index, change] of damaged.entries()) {
      const rendering = render({ currentAttempt: () => attempt(3 + index) });
      await expect(rendering({ request, dataset: { ...stored, ...change } })).rejects.toMatchObject({
        code: 'object_damaged',
        fate: 'client',
      });
    }
  });

  test('pdf: printed from the dataset, its pages counted', async () => {
    const dataset = await freeze(january, 'campaign_id\r\n');
    const file = await render()({ request: inFormat(january, 'pdf'), dataset });
    const { body, sha256 } = await stored(file.key);
    expect(file).toEqual({
      key: 'files/ws_4Kd82hQpLmZx/rpt_january/run-1-1.pdf',
      bytes: body.length,
      sha256,
      pageCount: (await readPdf(body)).pageCount,
    });
  });

  test('another format of the same dataset carries the name of its own report', async () => {
    const dataset = await freeze(january, 'campaign_id\r\n');
    const request = { ...inFormat(january, 'pdf', 'rpt_again'), dataset_report_id: 'rpt_january' };
    const { key } = await render()({ request, dataset });
    expect(key).toBe('files/ws_4Kd82hQpLmZx/rpt_again/run-1-1.pdf');
    expect((await readPdf((await stored(key)).body)).pages[0]).toContain('rpt_again');
  });
});

describe('a report that cannot be rendered', () => {
  const summary = datasetOf('qa_performance', januaryExample, { report_id: 'rpt_broken' });

  test.each(['json', 'csv', 'pdf', 'xlsx'] as const)(
    '%s: a dataset that is gone is not tried again',
    async (format) => {
      const dataset = await freeze(summary, 'campaign_id\r\n');
      await storage.remove(dataset.summaryKey);
      await storage.remove(dataset.rowsKey);
      await expect(render()({ request: inFormat(summary, format), dataset })).rejects.toMatchObject({
        code: 'object_missing',
        fate: 'client',
      });
    },
  );

  test.each([
    [
      'data of another shape',
      { ...summary, data: { ...januaryExample, calls_evaluated: 'many' } },
      /calls_evaluated/,
    ],
    ['data of an old version', { ...summary, schema_version: -1 }, /version -1/],
  ])('%s is refused in words', async (_, broken, words) => {
    const dataset = await freeze(broken, 'campaign_id\r\n');
    await expect(render()({ request: inFormat(summary, 'json'), dataset })).rejects.toMatchObject({
      code: 'dataset_invalid',
      fate: 'fault',
      message: expect.stringMatching(words),
    });
  });

  test.each([
    [
      'data of a newer version',
      { ...summary, schema_version: 99 },
      /version 99 of the data of qa_performance/,
    ],
    [
      'a filter that is not known',
      { ...summary, request: { ...summary.request, filters: { mood: 'a' } } },
      /filter "mood"/,
    ],
  ])('%s waits for a renderer that knows it', async (_, newer, words) => {
    const dataset = await freeze(newer as DatasetSummary, 'campaign_id\r\n');
    await expect(render()({ request: inFormat(summary, 'json'), dataset })).rejects.toMatchObject({
      code: 'newer_version',
      fate: 'passing',
      message: expect.stringMatching(words),
    });
  });

  test('a format that is not known waits for a renderer that knows it', async () => {
    const dataset = await freeze(summary, 'campaign_id\r\n');
    const request = { ...inFormat(summary, 'json'), format: 'docx' as ReportFormat };
    await expect(render()({ request, dataset })).rejects.toMatchObject({
      code: 'newer_version',
      fate: 'passing',
      message: expect.stringContaining('format "docx"'),
    });
  });

  test('Chromium is missing: it waits for an operator, and says what to do', async () => {
    const dataset = await freeze(summary, 'campaign_id\r\n');
    const nowhere = createPdfEngine({ executablePath: '/nowhere', slots: 1, log });
    await expect(
      render({ pdfEngine: nowhere })({ request: inFormat(summary, 'pdf'), dataset }),
    ).rejects.toMatchObject({ code: 'pdf_engine_missing', fate: 'operator' });
  });

  test('a report that takes too long is not tried again: it would take as long', async () => {
    const dataset = await freeze(summary, 'campaign_id\r\n');
    const hasty = createPdfEngine({
      executablePath: engineSetting('CHROMIUM_PATH'),
      slots: 1,
      log,
      renderTimeoutMs: 1,
    });
    const rendering = render({ pdfEngine: hasty })({ request: inFormat(summary, 'pdf'), dataset });
    await expect(rendering).rejects.toMatchObject({ code: 'pdf_render_timeout', fate: 'client' });
    await hasty.close();
  });
});

describe('a split coaching report', () => {
  const team = (index: number) => (index % 3 === 0 ? null : index % 3 === 1 ? 'North' : '=South');
  const { agents } = makeAgentCoaching(3, 6);
  const data = { agents: agents.map((agent, index) => ({ ...agent, team: team(index) })) };
  const summary = datasetOf('agent_coaching', data, { report_id: 'rpt_coaching' }, 12);
  const line = ({ agent_id, agent_name }: (typeof agents)[number], parameter: string) =>
    `"${agent_id}","${agent_name}","${parameter}",4,8.0,10.0,0.5,8.5,0.5,true\r\n`;
  const header = `${reportTypes.agent_coaching.columns.map(({ name }) => name).join(',')}\r\n`;
  const csv = [header, ...agents.flatMap((agent) => [line(agent, 'Greeting'), line(agent, 'Closing')])].join(
    '',
  );

  let attempts = 0;
  const split = async (format: ReportFormat, by: 'agent' | 'team') => {
    const dataset = await freeze(summary, csv);
    const currentAttempt = () => attempt(++attempts);
    const file = await render({ currentAttempt })({
      request: { ...inFormat(summary, format), split_by: by },
      dataset,
    });
    const { body, sha256 } = await stored(file.key);
    expect([file.bytes, file.sha256]).toEqual([body.length, sha256]);
    const parts = (file.parts ?? []).map((part) => ({
      ...part,
      content: body.subarray(part.offset, part.offset + part.bytes),
    }));
    for (const { content, sha256: own } of parts) {
      expect(createHash('sha256').update(content).digest('hex')).toBe(own);
    }
    const directory = mkdtempSync(join(tmpdir(), 'split-'));
    writeFileSync(join(directory, 'all.zip'), body);
    execFileSync('python3', ['-m', 'zipfile', '-e', 'all.zip', 'out'], { cwd: directory });
    for (const { fileName, content } of parts) {
      expect(readFileSync(join(directory, 'out', fileName)).equals(content)).toBe(true);
    }
    const index = readFileSync(join(directory, 'out', 'index.csv')).toString();
    rmSync(directory, { recursive: true });
    return { file, parts, index };
  };

  test('csv and json: each agent has the rows and figures of the one dataset, to the byte', async () => {
    const { file, parts, index } = await split('csv', 'agent');
    expect(file.key).toBe('files/ws_4Kd82hQpLmZx/rpt_coaching/run-1-1.zip');
    expect(parts.map(({ key }) => key)).toEqual(agents.map((agent) => agent.agent_id));
    expect(parts.map(({ content }) => content.toString())).toEqual(
      agents.map((agent) => `${header}${line(agent, 'Greeting')}${line(agent, 'Closing')}`),
    );
    expect(index.split('\r\n')).toHaveLength(agents.length + 2);
    expect(index).toContain(`"${parts[0]?.fileName}","${agents[0]?.agent_id}"`);

    const json = await split('json', 'agent');
    expect(json.parts.map(({ content }) => JSON.parse(content.toString()))).toEqual(
      data.agents.map((agent) => ({ agents: [agent] })),
    );
  });

  test('json and xlsx by team: the agents of each, those without one together, and no formula in the index', async () => {
    const { parts, index } = await split('json', 'team');
    expect(parts.map(({ key, name, fileName }) => [key, name, fileName])).toEqual([
      [null, 'Without a team', 'without-a-team.json'],
      ['North', 'North', 'north.json'],
      ['=South', '=South', 'south.json'],
    ]);
    expect(parts.flatMap(({ content }) => JSON.parse(content.toString()).agents)).toHaveLength(6);
    expect(index).toContain(`"south.json","'=South"`);
    const workbooks = await split('xlsx', 'team');
    expect(workbooks.parts.map(({ content }) => content.subarray(0, 2).toString())).toEqual([
      'PK',
      'PK',
      'PK',
    ]);
  });

  test(
    'pdf: a page for each agent, which says whose it is and of how many',
    { timeout: 120_000 },
    async () => {
      const { file, parts } = await split('pdf', 'agent');
      expect(file.pageCount).toBe(parts.reduce((sum, { pageCount = 0 }) => sum + pageCount, 0));
      const text = (await readPdf(parts[0]?.content ?? Buffer.alloc(0))).pages.join(' ').replace(/\s+/g, ' ');
      const [first] = agents;
      expect(text).toContain(`one of 6 agents of the report`);
      expect(text).toContain(first?.agent_id);
      expect(text).not.toContain(agents[1]?.agent_id);
    },
  );

  test('too many parts, and figures without teams, are said and not tried again', async () => {
    const many = datasetOf('agent_coaching', makeAgentCoaching(1, 501), {}, 0);
    const ask = async (asked: DatasetSummary, by: 'agent' | 'team') =>
      render()({
        request: { ...inFormat(asked, 'csv'), split_by: by },
        dataset: await freeze(asked, header),
      });
    await expect(ask(many, 'agent')).rejects.toMatchObject({ code: 'too_many_parts', fate: 'client' });
    await expect(ask(many, 'team')).rejects.toMatchObject({ code: 'dataset_without_teams', fate: 'client' });
  });

  test('an empty report has an index and nothing else', async () => {
    const empty = datasetOf('agent_coaching', { agents: [] }, {}, 0);
    const dataset = await freeze(empty, header);
    const file = await render()({ request: { ...inFormat(empty, 'pdf'), split_by: 'agent' }, dataset });
    expect([file.parts, file.pageCount]).toEqual([[], 0]);
    expect((await stored(file.key)).body.toString()).toContain('file,agent_id,agent_name,pages,bytes,sha256');
  });
});
