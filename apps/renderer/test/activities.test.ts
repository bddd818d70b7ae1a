import { reportTypes, type DatasetSummary, type ReportFormat, type Violation } from '@reports/contracts';
import { engineSetting } from '@reports/local-platform/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { makeComplianceAudit, makeViolations } from './fixtures/compliance-audit.ts';
import { datasetOf } from './fixtures/dataset.ts';
import { januaryExample } from './fixtures/qa-performance.ts';
import { readPdf } from './pdf-reader.ts';
import { attempt, inFormat, startRendering } from './start-rendering.ts';

const { storage, log, render, freeze, stored, close } = await startRendering();
afterAll(close);

const csvOf = (violations: readonly Violation[]): string => {
  const names = reportTypes.compliance_audit.columns.map(({ name }) => name);
  const lines = violations.map((violation) => {
    const row: Record<string, string> = { ...violation };
    return names.map((name) => (row[name] === undefined ? '' : `"${row[name]}"`)).join(',');
  });
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`;
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
