import { assertNever, type RenderedFile, type RendererActivities } from '@reports/contracts';
import { ServiceError } from '@reports/service';
import type { Attempt } from '@reports/temporal';
import { copyCsv } from './files/copy-csv.ts';
import { renderJson } from './files/render-json.ts';
import { renderPdf, type PdfDependencies } from './files/render-pdf.ts';

export interface Dependencies extends PdfDependencies {
  /** The attempt that the running activity is. */
  currentAttempt: () => Attempt;
}

/** A report that Chromium dies of is given up after so many attempts, so that it does not hold up the others for hours. */
const maxPrintAttempts = 5;
const printFailures = new Set(['pdf_engine_crashed', 'pdf_render_timeout']);

const giveUpInTime = (error: unknown, attempt: number): unknown =>
  error instanceof ServiceError && printFailures.has(error.code) && attempt >= maxPrintAttempts
    ? new ServiceError({ code: error.code, message: error.message, retryable: false, cause: error })
    : error;

/** A frozen dataset → the report's file. */
export const createActivities = (dependencies: Dependencies): RendererActivities => ({
  renderReport: async ({ request, dataset }): Promise<RenderedFile> => {
    const { format } = request;
    const attempt = dependencies.currentAttempt();
    const work = { request, dataset, attempt };
    switch (format) {
      case 'json':
        return renderJson(dependencies.storage, work);
      case 'csv':
        return copyCsv(dependencies.storage, work);
      case 'pdf':
        try {
          return await renderPdf(dependencies, work);
        } catch (error) {
          throw giveUpInTime(error, attempt.number);
        }
      default:
        return assertNever(format);
    }
  },
});
