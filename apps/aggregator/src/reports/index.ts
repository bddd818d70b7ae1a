import type { ReportType } from '@reports/contracts';
import { data as agentCoachingData } from './agent-coaching/data.ts';
import { rows as agentCoachingRows } from './agent-coaching/rows.ts';
import { data as callSummaryData } from './call-summary/data.ts';
import { rows as callSummaryRows } from './call-summary/rows.ts';
import { data as campaignPerformanceData } from './campaign-performance/data.ts';
import { rows as campaignPerformanceRows } from './campaign-performance/rows.ts';
import { data as complianceAuditData } from './compliance-audit/data.ts';
import { rows as complianceAuditRows } from './compliance-audit/rows.ts';
import { data as qaPerformanceData } from './qa-performance/data.ts';
import { rows as qaPerformanceRows } from './qa-performance/rows.ts';
import type { ReportQueries } from './report-queries.ts';

/** How each type is made. A sixth is one folder beside these and one line here. */
export const reportQueries: Record<ReportType, ReportQueries> = {
  call_summary: { data: callSummaryData, rows: callSummaryRows },
  qa_performance: { data: qaPerformanceData, rows: qaPerformanceRows },
  compliance_audit: { data: complianceAuditData, rows: complianceAuditRows },
  agent_coaching: { data: agentCoachingData, rows: agentCoachingRows },
  campaign_performance: { data: campaignPerformanceData, rows: campaignPerformanceRows },
};
