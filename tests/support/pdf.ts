import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface PdfContent {
  pages: number;
  text: string;
  tagged: boolean;
  /** Titles of the outline, with those beneath them. */
  outline: string[];
}

interface Entry {
  title: string;
  items: Entry[];
}

const titles = (entries: Entry[]): string[] =>
  entries.flatMap(({ title, items }) => [title, ...titles(items)]);

/** What a reader finds in a PDF. */
export const readPdf = async (bytes: Uint8Array): Promise<PdfContent> => {
  const document = await getDocument({ data: bytes, verbosity: 0 }).promise;
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  const marks = await document.getMarkInfo();
  const outline = await document.getOutline();
  return {
    pages: document.numPages,
    text: texts.join('\n').replaceAll(/\s+/g, ' '),
    tagged: marks instanceof Map ? marks.get('Marked') === true : marks?.Marked === true,
    outline: titles(outline),
  };
};
