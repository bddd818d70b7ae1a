import { assertNever, type RenderedFile, type RendererActivities } from '@reports/contracts';
import { ServiceError } from '@reports/service';
import { copyCsv } from './files/copy-csv.ts';
import { renderJson } from './files/render-json.ts';
import { renderPdf, type PdfDependencies } from './files/render-pdf.ts';

export interface Dependencies extends PdfDependencies {
  /** Which attempt at the running activity this is, from 1. */
  currentAttempt: () => number;
}

/** A report that Chromium dies of is given up after so many attempts, so that it does not hold up the others for hours. */
const maxPrintAttempts = 5;
const printFailures = new Set(['pdf_engine_crashed', 'pdf_render_timeout']);

const giveUpInTime = (error: unknown, attempt: number): unknown =>
  error instanceof ServiceError && printFailures.has(error.code) && attempt >= maxPrintAttempts
    ? new ServiceError({ code: error.code, message: error.message, retryable: false, cause: error })
    : error;

/** A frozen dataset → the report's file. Repeating one replaces the file with the same. */
export const createActivities = (dependencies: Dependencies): RendererActivities => ({
  renderReport: async ({ request, dataset }): Promise<RenderedFile> => {
    const { format } = request;
    switch (format) {
      case 'json':
        return renderJson(dependencies.storage, request, dataset);
      case 'csv':
        return copyCsv(dependencies.storage, request, dataset);
      case 'pdf':
        try {
          return await renderPdf(dependencies, request, dataset);
        } catch (error) {
          throw giveUpInTime(error, dependencies.currentAttempt());
        }
      default:
        return assertNever(format);
    }
  },
});
