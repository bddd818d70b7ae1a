import { ServiceError } from '@reports/service';

const unreadable = (what: string) =>
  new ServiceError({
    code: 'pdf_unreadable',
    message: `Chromium made a PDF in which there is no ${what}: its pages cannot be counted.`,
    fate: 'fault',
  });

const numberAfter = (pdf: Buffer, from: number, pattern: RegExp, what: string): number => {
  // Dictionaries that matter here are short; a catalog's keys and the root of the page tree lie in their first bytes.
  const found = pattern.exec(pdf.toString('latin1', from, from + 4096));
  if (found?.[1] === undefined) throw unreadable(what);
  return Number(found[1]);
};

const entryBytes = 20;

/**
 * Pages of a PDF that Chromium printed, by the way a reader takes (ISO 32000-1, 7.5): the trailer names the catalog, the
 * catalog the root of the page tree, and the root counts all pages. The file has one plain cross-reference table of 20
 * bytes for each object.
 */
export const countPages = (pdf: Buffer): number => {
  const trailer = pdf.lastIndexOf('trailer');
  if (trailer < 0) throw unreadable('trailer');
  const table = numberAfter(pdf, trailer, /startxref\s+(\d+)/, 'cross-reference table');
  const head = /^xref\s+0 \d+\s+/.exec(pdf.toString('latin1', table, table + 64));
  if (head === null) throw unreadable('cross-reference table');

  const offsetOf = (object: number): number => {
    const entry = table + head[0].length + object * entryBytes;
    return Number(pdf.toString('latin1', entry, entry + 10));
  };
  const catalog = numberAfter(pdf, trailer, /\/Root (\d+) \d+ R/, 'catalog');
  const pages = numberAfter(pdf, offsetOf(catalog), /\/Pages (\d+) \d+ R/, 'page tree');
  return numberAfter(pdf, offsetOf(pages), /^\d+ \d+ obj\s*<<[^>]*?\/Count (\d+)/, 'page count');
};
