import type { DatasetSummary, ReportType } from '@reports/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeReport } from '../src/compose-report.ts';
import { createFontLibrary } from '../src/fonts/font-library.ts';
import type { PdfEngine } from '../src/pdf/pdf-engine.ts';
import { datasetOf } from './fixtures/dataset.ts';
import { agentNames, unbrokenName, veryLongName } from './fixtures/names.ts';
import { emptyQaPerformance, januaryExample, makeQaPerformance } from './fixtures/qa-performance.ts';
import { samples } from './fixtures/samples.ts';
import { readPdf, type ReadPdf } from './pdf-reader.ts';
import { createTestEngine } from './test-engine.ts';

const fonts = createFontLibrary();
let engine: PdfEngine;

beforeAll(() => {
  engine = createTestEngine();
});
afterAll(() => engine.close());

const print = async (dataset: DatasetSummary, listed: unknown[] = []): Promise<ReadPdf> => {
  const { html, missingCharacters } = composeReport(dataset, listed, fonts);
  expect(missingCharacters).toEqual([]);
  const { pdf, pageCount } = await engine.print(html, 'ws_test');
  const read = await readPdf(pdf);
  expect(pageCount).toBe(read.pageCount);
  return read;
};

const withoutSpaces = (text: string): string => text.normalize('NFC').replace(/\s+/g, '');

const sections: Record<ReportType, string[]> = {
  qa_performance: [
    'QA performance',
    'From week to week',
    'Where points are lost',
    'By parameter',
    'By campaign',
    'By agent',
  ],
  call_summary: ['Call summary', 'Calls by day', 'How calls ended', 'By campaign', 'By day'],
  compliance_audit: ['Compliance audit', 'Violations by severity', 'By check', 'Violation log'],
  agent_coaching: ['Agent coaching', 'What to train', 'All agents', 'Agent by agent'],
  campaign_performance: [
    'Campaign performance',
    'How customers felt',
    'Campaigns compared',
    'Campaign by campaign',
  ],
};

describe.each(Object.entries(samples))('the PDF of %s', (type, make) => {
  test('is tagged A4 with an outline, a title, a language and numbered pages, and has no bitmap', async () => {
    const pdf = await print(...make());
    expect(pdf.tagged).toBe(true);
    expect(pdf.size.map(Math.round)).toEqual([595, 842]);
    expect(pdf.outline).toEqual(expect.arrayContaining(sections[type as ReportType]));
    expect(pdf.title).toBe(`${sections[type as ReportType][0]}, 1–31 January 2024: Northwind Contact Centre`);
    expect(pdf.language).toBe('en');
    expect(pdf.hasImages).toBe(false);
    pdf.pages.forEach((text, index) => expect(text).toContain(`Page ${index + 1} of ${pdf.pageCount}`));
  });
});

describe('the PDF of QA performance', () => {
  test("has the figures of the reference's January example", async () => {
    const { pages } = await print(
      datasetOf('qa_performance', januaryExample, {
        timezone: 'UTC',
        filters: { campaign_id: 'cmp_4Rv8sT1wX' },
      }),
    );
    const text = pages.join('\n');
    for (const part of [
      '1–31 January 2024',
      'Card renewals (cmp_4Rv8sT1wX)',
      '842',
      '85.2',
      '78%',
      'Week 2',
      '8–14 Jan',
      '84.8',
      'Product Pitch Accuracy',
      '16.1',
      '72%',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('is written in fonts of the project and can be read in every script', async () => {
    const { pages, actualTexts, fonts: used } = await print(...samples.qa_performance());
    expect(used.filter((name) => !name.startsWith('Noto'))).toEqual([]);
    const scripts = [
      'Devanagari',
      'Tamil',
      'Arabic',
      'Bengali',
      'Telugu',
      'Kannada',
      'Thai',
      'Hebrew',
      'JP',
      'KR',
    ];
    const written = scripts.filter((script) => used.some((name) => name.startsWith(`NotoSans${script}`)));
    expect(written).toEqual(scripts);
    const text = pages.join('').normalize('NFC');
    for (const name of [
      'Łukasz Wiśniewski',
      'Ольга Кузнецова',
      'Ελένη Παπαδοπούλου',
      '山田さくら',
      '김민준',
    ]) {
      expect(text).toContain(name);
    }
    // Shaped scripts are drawn glyph by glyph; beside them stands the text that they are.
    const letters = new Set(`${text}${actualTexts.join('').normalize('NFC')}`.match(/\p{L}/gu));
    for (const name of agentNames) {
      for (const letter of name.normalize('NFC').match(/\p{L}/gu) ?? []) expect(letters).toContain(letter);
    }
  });

  test('repeats the heads of tables that run over pages', async () => {
    const { pages } = await print(
      datasetOf(
        'qa_performance',
        makeQaPerformance(1, { agents: 120, campaigns: 1, parameters: 1, weeks: 1 }),
      ),
    );
    expect(pages.length).toBeGreaterThan(3);
    for (const text of pages.slice(1)) expect(text).toContain('Overall score');
  });

  test('says so when nothing was evaluated', async () => {
    const { pages } = await print(datasetOf('qa_performance', emptyQaPerformance));
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('No evaluations in this period');
  });

  test('keeps very long names within the page', async () => {
    const data = makeQaPerformance(1, { agents: 1, campaigns: 1, parameters: 1, weeks: 1 });
    const { pages } = await print(
      datasetOf(
        'qa_performance',
        {
          ...data,
          by_agent: data.by_agent.map((row) => ({ ...row, agent_name: veryLongName })),
          by_campaign: data.by_campaign.map((row) => ({ ...row, campaign_name: unbrokenName })),
        },
        { workspace_name: veryLongName },
      ),
    );
    const text = withoutSpaces(pages.join(''));
    expect(text).toContain(withoutSpaces(veryLongName));
    expect(text).toContain(unbrokenName);
    expect(pages.length).toBeLessThanOrEqual(2);
  });

  test('takes names for text, whatever they look like', async () => {
    const hostile = `</style><script>alert(1)</script>{{constructor}} "quoted" \\ <b>&amp;`;
    const data = makeQaPerformance(1, { agents: 1, campaigns: 1, parameters: 1, weeks: 1 });
    const { pages, title } = await print(
      datasetOf(
        'qa_performance',
        { ...data, by_agent: data.by_agent.map((row) => ({ ...row, agent_name: hostile })) },
        { workspace_name: hostile },
      ),
    );
    expect(title).toContain(hostile);
    expect(withoutSpaces(pages.join('')).split(withoutSpaces(hostile)).length - 1).toBe(3);
    expect(pages[0]).toContain('QA performance · 1–31 January 2024');
  });
});
