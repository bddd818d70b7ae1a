import type { ReportData, ReportType } from '@reports/contracts';
import type { ReportPage } from './define.ts';
import { qaPerformancePage } from './qa-performance/index.ts';

/** How each report type looks on paper. A sixth is one folder beside these and one line here. */
export const reportPages: { [Type in ReportType]?: ReportPage<ReportData<Type>> } = {
  qa_performance: qaPerformancePage,
};
