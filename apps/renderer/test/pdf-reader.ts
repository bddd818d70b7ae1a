import { inflateSync } from 'node:zlib';
import { getDocument, OPS, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface ReadPdf {
  pageCount: number;
  /** Text of each page. */
  pages: string[];
  /** Titles of the outline's entries, with those beneath them. */
  outline: string[];
  tagged: boolean;
  language: string | null;
  title: string | null;
  /** Width and height of the first page in points. */
  size: [width: number, height: number];
  /** Names of the fonts in the file. */
  fonts: string[];
  /** What shaped runs of text stand for, as the file says it to viewers and screen readers. */
  actualTexts: string[];
  /** Whether a bitmap is drawn anywhere. */
  hasImages: boolean;
}

const textOf = async (document: PDFDocumentProxy, page: number): Promise<string> => {
  const { items } = await (await document.getPage(page)).getTextContent();
  return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
};

const titles = (entries: Awaited<ReturnType<PDFDocumentProxy['getOutline']>> | null): string[] =>
  (entries ?? []).flatMap((entry) => [entry.title, ...titles(entry.items)]);

const fontsOf = (pdf: Buffer): string[] => [
  ...new Set(
    [...pdf.toString('latin1').matchAll(/\/(?:BaseFont|FontName) \/[A-Z]{6}\+(\S+)/g)].map(
      ([, name = '']) => name,
    ),
  ),
];

const actualTextsOf = (pdf: Buffer): string[] => {
  const texts: string[] = [];
  const streams = pdf.toString('latin1').matchAll(/\/FlateDecode[^>]*>>\s*stream\r?\n/g);
  for (const { index, 0: head } of streams) {
    const start = index + head.length;
    const content = inflateSync(pdf.subarray(start, pdf.indexOf('endstream', start))).toString('latin1');
    for (const [, hexadecimal = ''] of content.matchAll(/\/ActualText <FEFF([0-9A-F]*)>/g)) {
      texts.push(Buffer.from(hexadecimal, 'hex').swap16().toString('utf16le'));
    }
  }
  return texts;
};

/** Reads a PDF as a viewer does. */
export const readPdf = async (pdf: Buffer): Promise<ReadPdf> => {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  try {
    const numbers = Array.from({ length: document.numPages }, (_, index) => index + 1);
    const [first, { info }, mark, outline] = await Promise.all([
      document.getPage(1),
      document.getMetadata(),
      document.getMarkInfo(),
      document.getOutline(),
    ]);
    const operators = await Promise.all(
      numbers.map(async (page) => (await (await document.getPage(page)).getOperatorList()).fnArray),
    );
    const { width, height } = first.getViewport({ scale: 1 });
    return {
      pageCount: document.numPages,
      pages: await Promise.all(numbers.map((page) => textOf(document, page))),
      outline: titles(outline),
      tagged: (mark as unknown as Map<string, boolean> | null)?.get('Marked') === true,
      language: (info as { Language?: string | null }).Language ?? null,
      title: (info as { Title?: string }).Title ?? null,
      size: [width, height],
      fonts: fontsOf(pdf),
      actualTexts: actualTextsOf(pdf),
      hasImages: operators.flat().some((operator) => operator === OPS.paintImageXObject),
    };
  } finally {
    await document.cleanup();
  }
};
