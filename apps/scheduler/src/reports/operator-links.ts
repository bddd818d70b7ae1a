import type { OperatorLinks, ReportTurn } from '@reports/contracts';

/** The settings that say where operators look; null: nowhere. */
export interface OperatorPages {
  operatorReportUrl: string | null;
  operatorFileUrl: string | null;
  operatorRunbookUrl: string | null;
}

/** Links of a report for the details of its workflow. */
export const operatorLinks = (
  { operatorReportUrl, operatorFileUrl, operatorRunbookUrl }: OperatorPages,
  reportId: string,
): OperatorLinks => ({
  ...(operatorReportUrl && { report: operatorReportUrl.replaceAll('{id}', encodeURIComponent(reportId)) }),
  ...(operatorFileUrl && { file: operatorFileUrl }),
  ...(operatorRunbookUrl && { runbook: operatorRunbookUrl }),
});

/** Gives each turn the links of its report, where there are any: workflows read no settings. */
export const withLinks =
  <Input>(pages: OperatorPages, take: (input: Input) => Promise<ReportTurn>) =>
  async (input: Input): Promise<ReportTurn> => {
    const turn = await take(input);
    const links = operatorLinks(pages, 'make' in turn ? turn.make.report_id : '');
    return Object.keys(links).length === 0 || 'nothing' in turn ? turn : { ...turn, links };
  };
