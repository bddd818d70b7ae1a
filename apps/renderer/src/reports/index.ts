import type { ReportData, ReportType } from '@reports/contracts';
import { agentCoachingPage } from './agent-coaching/index.ts';
import { callSummaryPage } from './call-summary/index.ts';
import { campaignPerformancePage } from './campaign-performance/index.ts';
import { complianceAuditPage } from './compliance-audit/index.ts';
import type { ReportPage } from './define.ts';
import { qaPerformancePage } from './qa-performance/index.ts';

/** How each report type looks on paper. A sixth is one folder beside these and one line here. */
const pages: { [Type in ReportType]: ReportPage<ReportData<Type>> } = {
  call_summary: callSummaryPage,
  qa_performance: qaPerformancePage,
  compliance_audit: complianceAuditPage,
  agent_coaching: agentCoachingPage,
  campaign_performance: campaignPerformancePage,
};

/** The page of a type. Its data is that of the same type, which the compiler cannot follow from a value. */
export const pageOf = (type: ReportType): ReportPage<ReportData> => pages[type] as ReportPage<ReportData>;
