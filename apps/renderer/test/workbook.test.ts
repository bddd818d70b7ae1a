import { buffer } from 'node:stream/consumers';
import {
  contentTypes,
  type DatasetSummary,
  type ReportType,
  reportTypes,
  reportTypeNames,
  storageKeys,
} from '@reports/contracts';
import { createTestBucket } from '@reports/local-platform/testing';
import { connectStorage, type Storage } from '@reports/storage';
import * as fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { streamRowBatches } from '../src/csv/stream-rows.ts';
import { renderWorkbook } from '../src/files/render-workbook.ts';
import { cellXml } from '../src/xlsx/cells.ts';
import { rowSheets } from '../src/xlsx/row-sheets.ts';
import type { TableSheet } from '../src/xlsx/sheet.ts';
import { streamWorkbook } from '../src/xlsx/workbook.ts';
import { makeAgentCoaching } from './fixtures/agent-coaching.ts';
import { makeCallSummary } from './fixtures/call-summary.ts';
import { makeCampaignPerformance } from './fixtures/campaign-performance.ts';
import { makeComplianceAudit } from './fixtures/compliance-audit.ts';
import { datasetOf } from './fixtures/dataset.ts';
import { januaryExample } from './fixtures/qa-performance.ts';

let storage: Storage;
beforeAll(async () => {
  storage = connectStorage({
    ...(await createTestBucket()),
    retentionDays: { 'files/': 90, 'datasets/': 90 },
  });
});

const signal = new AbortController().signal;

/** Makes the workbook of a frozen dataset, and reads it with a library of another make. */
const workbookOf = async (summary: DatasetSummary, csv: string, rowCount: number) => {
  const { workspace_id: workspace, report_id: report } = summary.request;
  const name = `freeze-${Math.random()}`;
  const summaryKey = storageKeys.datasetSummary(workspace, report, name);
  const rowsKey = storageKeys.datasetRows(workspace, report, name);
  await storage.put(summaryKey, Buffer.from(JSON.stringify(summary)), contentTypes.json);
  const rows = await storage.put(rowsKey, Buffer.from(csv), contentTypes.csv);
  const file = await renderWorkbook(storage, {
    request: { ...summary.request, format: 'xlsx' },
    dataset: {
      summaryKey,
      rowsKey,
      rowCount,
      rowsBytes: rows.bytes,
      rowsSha256: rows.sha256,
      dataAsOf: summary.data_as_of,
    },
    attempt: { name, number: 1, signal },
  });
  const bytes = await storage.getBuffer(file.key);
  expect(file).toMatchObject({ bytes: bytes.length, key: expect.stringMatching(/\.xlsx$/) });
  const workbook = await readXlsx(bytes, { readStyles: true });
  return { bytes, workbook, sheet: (title: string) => workbook.sheets.find(({ name }) => name === title) };
};

const datasets: Record<ReportType, DatasetSummary> = {
  call_summary: datasetOf(
    'call_summary',
    makeCallSummary(1, { from: '2024-01-01', days: 31, campaigns: 3, dispositions: 4 }),
  ),
  qa_performance: datasetOf('qa_performance', januaryExample),
  compliance_audit: datasetOf('compliance_audit', makeComplianceAudit(1, 40)),
  agent_coaching: datasetOf('agent_coaching', makeAgentCoaching(1, 12)),
  campaign_performance: datasetOf(
    'campaign_performance',
    makeCampaignPerformance(1, { campaigns: 3, weeks: 5, dispositions: 4, calls: 9_000 }),
  ),
};
const headerOf = (type: ReportType): string =>
  `${reportTypes[type].columns
    .map(({ name }) => name)
    .filter((name) => !name.includes('<'))
    .join(',')}\r\n`;

describe('a workbook', () => {
  test.each(reportTypeNames)('of %s has a sheet for each table, whose head stays in view', async (type) => {
    const { workbook } = await workbookOf(datasets[type], headerOf(type), 0);
    const [overview, ...others] = workbook.sheets;
    const about = others.at(-1);
    const tables = others.slice(0, -1);
    expect(overview?.name).toBe('Overview');
    expect(about?.name).toBe('About this report');
    expect(about?.rows).toContainEqual([
      'SHA-256 of the CSV report',
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(overview?.rows[0]?.[0]).toBe(reportTypes[type].title);
    expect(tables.length).toBeGreaterThan(1);
    for (const { name, freezePane, rows } of tables) {
      expect([name, freezePane?.rows]).toEqual([name, 1]);
      expect(rows[0]?.every((heading) => typeof heading === 'string' && heading !== '')).toBe(true);
    }
    expect(workbook.properties?.title).toContain(reportTypes[type].title);
  });

  test('holds numbers as numbers, dates as dates and rates as percentages', async () => {
    const csv =
      'campaign_id,campaign_name,agent_id,agent_name,parameter,evaluations,avg_score,max_score,pass_rate\r\n' +
      '"cmp_1","अमित","a","A & <B>","\'=1+1",1200,9.4,10,0.996\r\n"cmp_1",,"a","","p",1,,10,0.78\r\n';
    const { sheet, workbook } = await workbookOf(datasets.qa_performance, csv, 2);
    const rows = sheet('Rows');
    expect(rows?.rows).toEqual([
      [
        'Campaign ID',
        'Campaign name',
        'Agent ID',
        'Agent name',
        'Parameter',
        'Evaluations',
        'Avg score',
        'Max score',
        'Pass rate',
      ],
      ['cmp_1', 'अमित', 'a', 'A & <B>', '=1+1', 1200, 9.4, 10, 0.996],
      ['cmp_1', null, 'a', null, 'p', 1, null, 10, 0.78],
    ]);
    const formatAt = (place: string) => rows?.cells?.get(place)?.style?.numFmt;
    expect([formatAt('1,5'), formatAt('1,6'), formatAt('1,8'), formatAt('2,8')]).toEqual([
      '#,##0',
      '#,##0.0',
      '0.0%',
      '0%',
    ]);
    const overview = workbook.sheets[0]?.rows ?? [];
    const valueOf = (label: string) => overview.find(([name]) => name === label)?.[1];
    expect(valueOf('From')).toEqual(new Date('2024-01-01T00:00:00Z'));
    expect(valueOf('Data as of (UTC)')).toEqual(new Date('2024-01-31T18:00:12Z'));
    expect(valueOf('Calls evaluated')).toBe(januaryExample.calls_evaluated);
    expect(valueOf('Report')).toBe('rpt_8Xm3kL9wP');
  });

  test('has a column for each disposition, and lists within lists on sheets of their own', async () => {
    const csv = `${headerOf('call_summary').trim()},disposition_no_answer,disposition_sale\r\n2024-01-02,"cmp_1","C",10,4,0.40,61,6,4\r\n`;
    const { sheet, workbook } = await workbookOf(datasets.call_summary, csv, 1);
    const [head, row] = sheet('Rows')?.rows ?? [];
    expect(head?.slice(-2)).toEqual(['Disposition: no_answer', 'Disposition: sale']);
    expect(row).toEqual([new Date('2024-01-02T00:00:00Z'), 'cmp_1', 'C', 10, 4, 0.4, 61, 6, 4]);
    expect(workbook.sheets.map(({ name }) => name)).toContain('By campaign dispositions');
    expect(sheet('By campaign dispositions')?.rows[0]).toEqual([
      'Campaign ID',
      'Campaign name',
      'Disposition',
      'Calls',
      'Share',
    ]);
  });
});

test('shows labels in place of codes, in tables, rows, heads and filters', async () => {
  const labels = { dispositions: { no_answer: 'No answer' }, parameters: {}, checks: {} };
  const summary = datasetOf(
    'call_summary',
    {
      ...makeCallSummary(1, { from: '2024-01-01', days: 31, campaigns: 3, dispositions: 4 }),
      dispositions: [{ disposition: 'no_answer', calls: 6, share: 0.6 }],
    },
    { filters: { disposition: ['no_answer', 'sale'] } },
  );
  const csv = `${headerOf('call_summary').trim()},disposition_no_answer,disposition_unknown,other_dispositions\r\n2024-01-02,"cmp_1","C",10,4,0.40,61,6,4,0\r\n`;
  const { sheet } = await workbookOf({ ...summary, labels }, csv, 1);
  expect(sheet('Dispositions')?.rows[1]).toEqual(['No answer', 6, 0.6]);
  expect(sheet('Rows')?.rows[0]?.slice(-3)).toEqual([
    'Disposition: No answer',
    'Disposition: Not recorded',
    'Other dispositions',
  ]);
  expect(sheet('Overview')?.rows).toContainEqual(['Filter: Disposition', 'No answer (no_answer), sale']);
});

describe('texts', () => {
  const sheetOf = (texts: readonly string[]): TableSheet => ({
    name: 'Texts',
    columns: [{ heading: 'Text', kind: 'text' }],
    batches: (async function* () {
      yield texts.map((text) => [text]);
    })(),
  });
  const about = { title: 'T', author: 'A', createdAt: '2024-01-01T00:00:00Z', paper: 'a4' } as const;

  test('come back as they were, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({
            minLength: 1,
            maxLength: 20,
            unit: fc.oneof(
              fc.constantFrom('_x0041_', '&', '<', '=', "'", ' ', '\n', '\t'),
              fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
            ),
          }),
          { minLength: 1, maxLength: 50 },
        ),
        async (texts) => {
          const { sheets } = await readXlsx(
            await buffer(streamWorkbook({ ...about, sheets: [sheetOf(texts)] })),
          );
          expect(sheets[0]?.rows.slice(1).map(([text]) => text)).toEqual(texts);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('that Excel or XML cannot hold are cut, or written as Excel does it', () => {
    const xml = (text: string) => cellXml('A1', { kind: 'text', value: text });
    expect(xml('\u0007a\ud800')).toContain('>_x0007_a\ufffd<');
    expect(xml('x'.repeat(40_000))).toContain(`>${'x'.repeat(32_766)}…<`);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '＝1', "'=1", '"=1"'])(
    '%j is no formula, and stays none when its cell is edited',
    async (text) => {
      expect(cellXml('A1', { kind: 'text', value: text })).toMatch(/^<c r="A1" s="10" t="inlineStr"><is><t/);
      const bytes = await buffer(streamWorkbook({ ...about, sheets: [sheetOf([text])] }));
      const { sheets } = await readXlsx(bytes, { readStyles: true });
      const cell = sheets[0]?.cells?.get('1,0');
      expect([cell?.formula, sheets[0]?.rows[1]]).toEqual([undefined, [text]]);
    },
  );
});

describe('rows', () => {
  const csv = (count: number) =>
    `check_id,checked_at\r\n${Array.from({ length: count }, (_, n) => `"chk_${n}",2024-01-02T03:04:05Z\r\n`).join('')}`;
  const split = async (count: number, maxRows: number) => {
    const { columns, data } = reportTypes.compliance_audit;
    const source = streamRowBatches(
      (async function* () {
        for (const piece of csv(count).match(/[\s\S]{1,37}/g) ?? []) yield Buffer.from(piece);
      })(),
      columns,
      2,
    );
    const sheets = await rowSheets(source, {
      name: 'Violations',
      columns,
      schema: data,
      rowCount: count,
      maxRows,
    });
    return readXlsx(
      await buffer(
        streamWorkbook({ title: 'T', author: 'A', createdAt: '2024-01-01T00:00:00Z', paper: 'a4', sheets }),
      ),
    );
  };

  test.each([0, 1, 3, 4, 10, 12])('%d rows stand on as many sheets as they need, in order', async (count) => {
    const { sheets } = await split(count, 4);
    expect(sheets.map(({ name }) => name)).toEqual(
      Array.from({ length: Math.max(1, Math.ceil(count / 3)) }, (_, n) =>
        n === 0 ? 'Violations' : `Violations ${n + 1}`,
      ),
    );
    for (const { rows } of sheets) expect(rows[0]).toEqual(['Check ID', 'Checked at (UTC)']);
    expect(sheets.flatMap(({ rows }) => rows.slice(1))).toEqual(
      Array.from({ length: count }, (_, n) => [`chk_${n}`, new Date('2024-01-02T03:04:05Z')]),
    );
  });

  test('are read no further than the workbook is, and end with it', async () => {
    let given = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) {
          given += 1_000;
          yield Array.from({ length: 1_000 }, (_, n) => [`row ${given + n}`, Math.sin(given + n)]);
        }
      } finally {
        ended = true;
      }
    }
    const workbook = streamWorkbook({
      title: 'T',
      author: 'A',
      createdAt: '2024-01-01T00:00:00Z',
      paper: 'a4',
      sheets: [
        {
          name: 'Endless',
          columns: [
            { heading: 'Text', kind: 'text' },
            { heading: 'Number', kind: 'decimal' },
          ],
          batches: endless(),
        },
      ],
    });
    let read = 0;
    for await (const chunk of workbook) {
      read += (chunk as Buffer).length;
      if (read > 500_000) break;
    }
    // Some 30 bytes of each row are left once it is compressed: what is in the pipes is less than was read.
    expect(given).toBeLessThan(100_000);
    await expect.poll(() => ended).toBe(true);
  });

  test('an error of theirs is the error of the workbook', async () => {
    async function* broken(): AsyncGenerator<readonly unknown[][], void> {
      yield [['a']];
      throw new Error('storage is away');
    }
    const sheets = [
      { name: 'Broken', columns: [{ heading: 'A', kind: 'text' as const }], batches: broken() },
    ];
    await expect(
      buffer(
        streamWorkbook({ title: 'T', author: 'A', createdAt: '2024-01-01T00:00:00Z', paper: 'a4', sheets }),
      ),
    ).rejects.toThrow('storage is away');
  });
});
