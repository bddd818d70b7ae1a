import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

const pointsPerInch = 72;

/** Pages of a PDF as pictures (PNG), drawn by pdf.js: the same on every machine for the same PDF. */
export const drawPages = async (
  pdf: Buffer,
  { dpi, most }: { dpi: number; most: number },
): Promise<Buffer[]> => {
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: 0, useSystemFonts: false });
  const document = await loading.promise;
  const pictures: Buffer[] = [];
  for (let number = 1; number <= Math.min(document.numPages, most); number += 1) {
    const page = await document.getPage(number);
    const viewport = page.getViewport({ scale: dpi / pointsPerInch });
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    const context = canvas.getContext('2d');
    // pdf.js is typed for browsers; in Node it draws on this canvas.
    const target = { canvas, canvasContext: context, viewport } as unknown as Parameters<
      typeof page.render
    >[0];
    await page.render(target).promise;
    pictures.push(canvas.toBuffer('image/png'));
  }
  await loading.destroy();
  return pictures;
};
