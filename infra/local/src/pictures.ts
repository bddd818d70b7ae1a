/** Pictures of what people read, for tests: PDFs and pages drawn alike on every machine, and held against reference pictures. */
export { comparePictures } from './pictures/compare-pictures.ts';
export { drawPages } from './pictures/draw-pages.ts';
export { createPagePrinter } from './pictures/print-page.ts';
export { shareDiffering } from './pictures/share-differing.ts';
