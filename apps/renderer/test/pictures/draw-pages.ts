import { createCanvas, loadImage } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import pixelmatch from 'pixelmatch';

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

const pixelsOf = async (png: Buffer): Promise<{ width: number; height: number; data: Uint8ClampedArray }> => {
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
};

export interface Difference {
  /** Of all pixels, those that differ by more than antialiasing. */
  share: number;
  /** PNG: what differs, in red. */
  picture: Buffer;
}

/** Holds a picture against another one. Pictures of two sizes differ all over. */
export const comparePictures = async (one: Buffer, other: Buffer): Promise<Difference> => {
  const [a, b] = [await pixelsOf(one), await pixelsOf(other)];
  if (a.width !== b.width || a.height !== b.height) return { share: 1, picture: one };
  const canvas = createCanvas(a.width, a.height);
  const context = canvas.getContext('2d');
  const seen = context.createImageData(a.width, a.height);
  const differing = pixelmatch(a.data, b.data, seen.data, a.width, a.height, { threshold: 0.2 });
  context.putImageData(seen, 0, 0);
  return { share: differing / (a.width * a.height), picture: canvas.toBuffer('image/png') };
};
