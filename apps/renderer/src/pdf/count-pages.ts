import { openPdf } from './pdf-objects.ts';

/** Pages of a PDF that Chromium printed: the catalog names the root of the page tree, and the root counts all pages. */
export const countPages = (pdf: Buffer): number => {
  const { catalog, find } = openPdf(pdf);
  const pages = Number(find(catalog, /\/Pages (\d+) \d+ R/, 'page tree'));
  return Number(find(pages, /^\d+ \d+ obj\s*<<[^>]*?\/Count (\d+)/, 'page count'));
};
