import { createLogger } from '@reports/service';
import { engineSetting } from '@reports/local-platform/testing';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeReport } from '../src/compose-report.ts';
import { createFontLibrary } from '../src/fonts/font-library.ts';
import { addMetadata } from '../src/pdf/add-metadata.ts';
import { createPdfEngine, type PdfEngine } from '../src/pdf/pdf-engine.ts';
import { datasetOf } from './fixtures/dataset.ts';
import { januaryExample } from './fixtures/qa-performance.ts';
import { readPdf } from './pdf-reader.ts';

let engine: PdfEngine;

beforeAll(() => {
  engine = createPdfEngine({
    executablePath: engineSetting('CHROMIUM_PATH'),
    slots: 1,
    log: createLogger({ service: 'test', level: 'silent' }),
  });
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
  const file = addMetadata(pdf, metadata);
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

test('what was printed stays as it is, to the byte', async () => {
  const { pdf, metadata } = await printed();
  const file = addMetadata(pdf, metadata);
  expect(file.subarray(0, pdf.length).equals(pdf)).toBe(true);
  const [before, after] = [await readPdf(pdf), await readPdf(file)];
  expect(after.pages).toEqual(before.pages);
  expect(after).toMatchObject({ tagged: true, language: 'en', outline: before.outline });
});
