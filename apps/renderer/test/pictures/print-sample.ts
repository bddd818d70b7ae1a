import { composeReport } from '../../src/compose-report.ts';
import { createFontLibrary } from '../../src/fonts/font-library.ts';
import { finishPdf } from '../../src/pdf/finish-pdf.ts';
import type { Sample } from './samples.ts';
import { createTestEngine } from '../test-engine.ts';

/** Prints samples as the renderer does. */
export const createSamplePrinter = () => {
  const fonts = createFontLibrary();
  const engine = createTestEngine();
  return {
    print: async ({ summary, listed = [], part }: Sample): Promise<Buffer> => {
      const { html, metadata } = composeReport(summary, listed, fonts, { part });
      const { pdf } = await engine.print(html, 'ws_pictures');
      return finishPdf(pdf, { ...metadata, createdAt: new Date() });
    },
    close: engine.close,
  };
};
