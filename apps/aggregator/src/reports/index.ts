import type { ReportType } from '@reports/contracts';
import { agentCoaching } from './agent-coaching/index.ts';
import { callSummary } from './call-summary/index.ts';
import { campaignPerformance } from './campaign-performance/index.ts';
import { complianceAudit } from './compliance-audit/index.ts';
import { qaPerformance } from './qa-performance/index.ts';
import type { ReportQueries } from './report-queries.ts';

/** How each type is made. A sixth is one folder beside these and one line here. */
export const reportQueries: Record<ReportType, ReportQueries> = {
  call_summary: callSummary,
  qa_performance: qaPerformance,
  compliance_audit: complianceAudit,
  agent_coaching: agentCoaching,
  campaign_performance: campaignPerformance,
};
