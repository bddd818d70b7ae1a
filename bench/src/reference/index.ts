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
