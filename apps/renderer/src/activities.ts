import { assertNever, newerInRequest, type RenderedFile, type RendererActivities } from '@reports/contracts';
import { newerVersion } from '@reports/service';
import type { Attempt } from '@reports/temporal';
import { copyCsv } from './files/copy-csv.ts';
import { renderJson } from './files/render-json.ts';
import { renderPdf, type PdfDependencies } from './files/render-pdf.ts';
import { renderParts } from './files/render-parts.ts';
import { createWorkspaceTurns } from './parts/workspace-turns.ts';
import { renderWorkbook } from './files/render-workbook.ts';

export interface Dependencies extends PdfDependencies {
  /** The attempt that the running activity is. */
  currentAttempt: () => Attempt;
}

/** A frozen dataset → the report's file. */
export const createActivities = (dependencies: Dependencies): RendererActivities => {
  const inTurn = createWorkspaceTurns();
  return {
    renderReport: async ({ request, dataset }): Promise<RenderedFile> => {
      const { format } = request;
      const newer = newerInRequest(request);
      if (newer.length > 0) throw newerVersion(newer);
      const attempt = dependencies.currentAttempt();
      const work = { request, dataset, attempt };
      const { split_by: splitBy, workspace_id: workspaceId } = request;
      if (splitBy !== undefined) {
        return inTurn(workspaceId, () => renderParts(dependencies, { ...work, splitBy }));
      }
      switch (format) {
        case 'json':
          return renderJson(dependencies.storage, work);
        case 'csv':
          return copyCsv(dependencies.storage, work);
        case 'pdf':
          return renderPdf(dependencies, work);
        case 'xlsx':
          return renderWorkbook(dependencies.storage, work);
        default:
          return assertNever(format);
      }
    },
  };
};
