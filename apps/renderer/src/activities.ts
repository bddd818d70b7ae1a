import { assertNever, type RenderedFile, type RendererActivities } from '@reports/contracts';
import type { Attempt } from '@reports/temporal';
import { copyCsv } from './files/copy-csv.ts';
import { renderJson } from './files/render-json.ts';
import { renderPdf, type PdfDependencies } from './files/render-pdf.ts';

export interface Dependencies extends PdfDependencies {
  /** The attempt that the running activity is. */
  currentAttempt: () => Attempt;
}

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
        return renderPdf(dependencies, work);
      default:
        return assertNever(format);
    }
  },
});
