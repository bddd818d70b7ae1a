import { composeReport } from '@reports/renderer/compose';
import { createFontLibrary, type FontLibrary } from '@reports/renderer/fonts';
import { createPdfEngine, type PdfEngine } from '@reports/renderer/pdf';
import type { DatasetReference, DatasetSummary, ReportRequest } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { Storage } from '@reports/storage';
import { createAggregation } from './aggregation.ts';
import { quietLog, requestFor } from './connections.ts';
import { month } from './data/sizes.ts';
import { smallWorkspace } from './data/workspaces.ts';
import type { Stage, Workspace } from './stage.ts';

/** A QA report of about eight pages, as the seed's example has. */
export interface EightPages {
  workspace: Workspace;
  request: ReportRequest;
  dataset: DatasetReference;
  /** The page that the renderer prints. */
  html: string;
  pages: number;
}

export const chromiumOptions = ({ setting }: Pick<Stage, 'setting'>) => ({
  executablePath: setting('CHROMIUM_PATH'),
  log: quietLog,
});

export const createStageEngine = (stage: Stage, slots: number): PdfEngine =>
  // All of what is printed is one workspace's, which may have half of the slots unless told otherwise.
  createPdfEngine({ ...chromiumOptions(stage), slots, slotsPerTenant: slots });

const wanted = 8;

/** Takes campaigns in, and their agents with them, until the report has eight pages. */
export const findEightPages = async (
  stage: Stage,
  {
    database,
    storage,
    fonts = createFontLibrary(),
  }: { database: Database; storage: Storage; fonts?: FontLibrary },
): Promise<EightPages> => {
  const workspace = await smallWorkspace(stage);
  const aggregate = createAggregation(database, storage);
  const engine = createStageEngine(stage, 1);
  try {
    for (let count = 1; ; count += 1) {
      const campaigns = Array.from(
        { length: count },
        (_, index) => `cmp_${String(index * 2).padStart(3, '0')}`,
      );
      const filters = { campaign_id: campaigns };
      const request = requestFor(workspace.id, month, { type: 'qa_performance', format: 'pdf', filters });
      const dataset = await aggregate(request);
      const summary = JSON.parse((await storage.getBuffer(dataset.summaryKey)).toString()) as DatasetSummary;
      const { html } = composeReport(summary, [], fonts);
      const { pageCount: pages } = await engine.print(html, workspace.id);
      if (pages >= wanted || count * 2 >= stage.sizes.campaigns)
        return { workspace, request, dataset, html, pages };
    }
  } finally {
    await engine.close();
  }
};
