import type { ReportType } from '@reports/contracts';
import { expect } from 'vitest';
import type { Aggregator } from '../aggregator.ts';
import { callSummary, campaignPerformance } from './calls.ts';
import { complianceAudit } from './checks.ts';
import { completenessOf } from './completeness.ts';
import { agentCoaching } from './coaching.ts';
import { type Answer, csvOf, type Question, type Records } from './oracle.ts';
import { qaPerformance } from './quality.ts';

/** What each type must say. */
export const oracles: Record<ReportType, (records: Records, question: Question) => Answer> = {
  call_summary: callSummary,
  qa_performance: qaPerformance,
  compliance_audit: complianceAudit,
  agent_coaching: agentCoaching,
  campaign_performance: campaignPerformance,
};

/** Makes a report and compares every figure and every row with the oracle's. */
export const expectFigures = async (
  aggregator: Aggregator,
  { workspaceId, records }: { workspaceId: string; records: Records },
  { type, question }: { type: ReportType; question: Question },
): Promise<void> => {
  const { summary, csv, reference } = await aggregator.report(type, {
    workspace_id: workspaceId,
    ...question,
  });
  const answer = oracles[type](records, question);
  const asked = JSON.stringify({ type, ...question });
  expect(summary.data, asked).toEqual(answer.data);
  expect(csv, asked).toBe(csvOf(answer.rows));
  expect(summary.row_count, asked).toBe(answer.rows.length - 1);
  expect(reference.completeness, asked).toEqual(completenessOf(type, records, question));
};
