import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeReport } from '../src/compose-report.ts';
import { createFontLibrary } from '../src/fonts/font-library.ts';
import { finishPdf } from '../src/pdf/finish-pdf.ts';
import type { PdfEngine } from '../src/pdf/pdf-engine.ts';
import { openPdf, type PdfObjects } from '../src/pdf/pdf-objects.ts';
import { usualSamples } from './pictures/samples.ts';
import { createTestEngine } from './test-engine.ts';

/** What PDF/UA asks for and Chromium leaves out, looked at by ourselves; `npm run test:pdf-ua` has veraPDF look at everything. */

const fonts = createFontLibrary();
let engine: PdfEngine;
beforeAll(() => {
  engine = createTestEngine();
});
afterAll(() => engine.close());

const numbers = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map(([, number]) => Number(number));

/** Operators that draw outside of every marked sequence, and the lines of each artifact of the running foot. */
const readMarks = (content: string) => {
  const open: string[] = [];
  const unmarked: string[] = [];
  const layoutText: string[] = [];
  for (const line of content.split('\n')) {
    const operator = line.slice(line.lastIndexOf(' ') + 1);
    if (operator.endsWith('BDC') || operator === 'BMC') open.push(line);
    else if (operator === 'EMC') open.pop();
    else if (/^(?:f\*?|F|S|s|B\*?|b\*?|Tj|TJ|Do|sh)$/.test(operator)) {
      if (open.length === 0) unmarked.push(line);
      if (operator === 'Tj' && open.includes('/Artifact BMC')) layoutText.push(line);
    }
  }
  return { unmarked, layoutText, left: open };
};

/** The columns of each row of each table: cells that span several count as several. */
const tablesOf = ({ offsets, dictionaryOf }: PdfObjects): number[][] => {
  const elements = new Map(
    offsets.flatMap((offset, object) => (offset > 0 ? [[object, dictionaryOf(object)] as const] : [])),
  );
  const children = (object: number, role: string): number[] => {
    const [, list = ''] = /\/K (\[[^\]]*\]|\d+ 0 R)/.exec(elements.get(object) ?? '') ?? [];
    return numbers(list, /(\d+) 0 R/g).filter((child) =>
      new RegExp(`/S /(?:${role})\\s`).test(elements.get(child) ?? ''),
    );
  };
  const columns = (cell: number) => Number(/\/ColSpan (\d+)/.exec(elements.get(cell) ?? '')?.[1] ?? 1);
  return [...elements]
    .filter(([, element]) => /\/S \/Table\s/.test(element))
    .map(([table]) =>
      children(table, 'TR').map((row) =>
        children(row, 'TH|TD').reduce((sum, cell) => sum + columns(cell), 0),
      ),
    );
};

describe.each(usualSamples.map((sample) => [sample.name, sample] as const))(
  'the PDF of %s',
  (_name, sample) => {
    test.each(['en', 'ar'] as const)(
      'in %s is marked, tabular and readable throughout',
      { timeout: 60_000 },
      async (language) => {
        const { summary, listed = [] } = sample;
        const { html, metadata } = composeReport({ ...summary, branding: { language } }, listed, fonts);
        const { pdf } = await engine.print(html, 'ws_test');
        const objects = openPdf(await finishPdf(pdf, { ...metadata, createdAt: new Date() }));
        const { ofType, dictionaryOf, streamOf, catalog, find } = objects;

        const xmp = dictionaryOf(Number(find(catalog, /\/Metadata (\d+)/, 'metadata')));
        expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
        expect(dictionaryOf(catalog)).toContain('/DisplayDocTitle true');
        expect(dictionaryOf(catalog)).toContain(`/Lang (${language})`);

        const pages = ofType('Page');
        expect(pages.length).toBeGreaterThan(0);
        for (const page of pages) {
          const content = await streamOf(Number(find(page, /\/Contents (\d+)/, 'content')));
          expect(readMarks(content.toString('latin1'))).toEqual({ unmarked: [], layoutText: [], left: [] });
          expect(
            content.toString('latin1').match(/^\/Artifact <<\/Type \/Pagination>>/gm)?.length,
          ).toBeGreaterThan(0);
        }

        const tables = tablesOf(objects);
        expect(tables.length).toBeGreaterThan(0);
        for (const [head = 0, ...rows] of tables) {
          expect(head).toBeGreaterThan(1);
          expect(rows.filter((columns) => columns !== head)).toEqual([]);
        }

        const maps = ofType('Font').flatMap((font) => numbers(dictionaryOf(font), /\/ToUnicode (\d+) 0 R/g));
        expect(maps.length).toBeGreaterThan(0);
        for (const map of maps) {
          expect((await streamOf(map)).toString('latin1')).not.toMatch(/> <(?:0000|FEFF|FFFE)>/);
        }
      },
    );
  },
);
