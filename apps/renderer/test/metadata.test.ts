import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeReport } from '../src/compose-report.ts';
import { createFontLibrary } from '../src/fonts/font-library.ts';
import { finishPdf } from '../src/pdf/finish-pdf.ts';
import type { PdfEngine } from '../src/pdf/pdf-engine.ts';
import { datasetOf } from './fixtures/dataset.ts';
import { januaryExample } from './fixtures/qa-performance.ts';
import { readPdf, type ReadPdf } from './pdf-reader.ts';
import { createTestEngine } from './test-engine.ts';

let engine: PdfEngine;

beforeAll(() => {
  engine = createTestEngine();
});
afterAll(() => engine.close());

const hostile = 'Nord & Süd </rdf:li> "गुणवत्ता" \\(\u0001';

const printed = async () => {
  const summary = datasetOf('qa_performance', januaryExample, { workspace_name: hostile });
  const { html, metadata } = composeReport(summary, [], createFontLibrary());
  const { pdf } = await engine.print(html, 'ws_test');
  return { pdf, metadata: { ...metadata, createdAt: new Date('2024-02-01T06:00:01.456Z') } };
};

test('a PDF says in both of its ways what it is, whose it is, of when and which report', async () => {
  const { pdf, metadata } = await printed();
  const file = await finishPdf(pdf, metadata);
  const document = await getDocument({ data: new Uint8Array(file), verbosity: 0 }).promise;
  const { info, metadata: xmp } = await document.getMetadata();
  await document.cleanup();
  expect(info).toMatchObject({
    Title: `QA performance, 1–31 January 2024: ${hostile}`,
    Author: hostile,
    Subject: 'QA performance, 2024-01-01 to 2024-01-31 (Asia/Kolkata), data as of 2024-01-31T18:00:12Z',
    Keywords: 'rpt_8Xm3kL9wP, qa_performance, version 1',
    CreationDate: 'D:20240201060001Z',
  });
  const visible = hostile.replace('\u0001', '');
  expect(xmp?.get('dc:title')).toBe(`QA performance, 1–31 January 2024: ${visible}`);
  expect(xmp?.get('dc:creator')).toEqual([visible]);
  expect(xmp?.get('dc:subject')).toEqual(['rpt_8Xm3kL9wP', 'qa_performance', 'version 1']);
  expect(xmp?.get('dc:date')).toBe('2024-01-31T18:00:12Z');
  expect(xmp?.get('xmp:createdate')).toBe('2024-02-01T06:00:01Z');
});

test('what was printed reads as before, and is printed from objects that are each there once', async () => {
  const { pdf, metadata } = await printed();
  const file = await finishPdf(pdf, metadata);
  const [before, after] = [await readPdf(pdf), await readPdf(file)];
  // Parts of letters were listed as the character 0, for which some readers put a space.
  const letters = ({ pages }: ReadPdf) => pages.map((text) => text.replaceAll(/[\0\ufffd\s]/g, ''));
  expect(letters(after)).toEqual(letters(before));
  expect(after).toMatchObject({ tagged: true, language: 'en', outline: before.outline, size: before.size });
  const numbers = [...file.toString('latin1').matchAll(/^(\d+) 0 obj$/gm)].map(([, number]) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
});
