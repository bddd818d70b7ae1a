import type { ReportType } from '@reports/contracts';
import { agentCoaching } from './agent-coaching.ts';
import type { Answer } from './answer.ts';
import { callSummary } from './call-summary.ts';
import { campaignPerformance } from './campaign-performance.ts';
import { complianceAudit } from './compliance-audit.ts';
import { qaPerformance } from './qa-performance.ts';

/** DuckDB's way to each report. */
export const referenceAnswers: Record<ReportType, Answer> = {
  call_summary: callSummary,
  qa_performance: qaPerformance,
  compliance_audit: complianceAudit,
  agent_coaching: agentCoaching,
  campaign_performance: campaignPerformance,
};

/** What ours may take of DuckDB's time: the violation log is work for each row, in storage and with a hash. */
export const atMostOf: Record<ReportType, number> = {
  call_summary: 1,
  qa_performance: 1,
  compliance_audit: 1.5,
  agent_coaching: 1,
  campaign_performance: 1,
};
