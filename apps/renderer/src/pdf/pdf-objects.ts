import { ServiceError } from '@reports/service';

const unreadable = (what: string) =>
  new ServiceError({
    code: 'pdf_unreadable',
    message: `Chromium made a PDF in which there is no ${what}: its pages cannot be counted.`,
    fate: 'fault',
  });

const matchAfter = (pdf: Buffer, from: number, pattern: RegExp, what: string): string => {
  // Dictionaries that matter here are short; a catalog's keys and the root of the page tree lie in their first bytes.
  const found = pattern.exec(pdf.toString('latin1', from, from + 4096));
  if (found?.[1] === undefined) throw unreadable(what);
  return found[1];
};

const entryBytes = 20;

/** The way into a PDF that Chromium printed. */
export interface PdfObjects {
  /** Where its cross-reference table begins. */
  table: number;
  /** The number that the next object may have. */
  size: number;
  catalog: number;
  info: number;
  /** The dictionary of the trailer's `/ID`, as it is; empty where there is none. */
  id: string;
  /** An object's text as it is, from its first key on: `<<...>>`. */
  dictionaryOf: (object: number) => string;
  /** A number or name in an object: the first group of the pattern. */
  find: (object: number, pattern: RegExp, what: string) => string;
}

/**
 * Finds the objects of a PDF by the way a reader takes (ISO 32000-1, 7.5): the trailer names the catalog, and the cross-reference table
 * says where each object lies. The file has one plain table of 20 bytes for each object.
 */
export const openPdf = (pdf: Buffer): PdfObjects => {
  const trailer = pdf.lastIndexOf('trailer');
  if (trailer < 0) throw unreadable('trailer');
  const table = Number(matchAfter(pdf, trailer, /startxref\s+(\d+)/, 'cross-reference table'));
  const head = /^xref\s+0 (\d+)\s+/.exec(pdf.toString('latin1', table, table + 64));
  if (head === null) throw unreadable('cross-reference table');
  const offsetOf = (object: number): number => {
    const entry = table + head[0].length + object * entryBytes;
    return Number(pdf.toString('latin1', entry, entry + 10));
  };
  return {
    table,
    size: Number(head[1]),
    catalog: Number(matchAfter(pdf, trailer, /\/Root (\d+) \d+ R/, 'catalog')),
    info: Number(matchAfter(pdf, trailer, /\/Info (\d+) \d+ R/, 'information')),
    id: /\/ID\s*(\[[^\]]*\])/.exec(pdf.toString('latin1', trailer))?.[1] ?? '',
    dictionaryOf: (object) => {
      const start = pdf.indexOf('<<', offsetOf(object));
      return pdf.toString('latin1', start, pdf.indexOf('endobj', start)).trimEnd();
    },
    find: (object, pattern, what) => matchAfter(pdf, offsetOf(object), pattern, what),
  };
};
