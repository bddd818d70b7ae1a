import { Type, type Static, type TObject } from 'typebox';
import { agentCoaching } from './agent-coaching.ts';
import { callSummary } from './call-summary.ts';
import { campaignPerformance } from './campaign-performance.ts';
import { complianceAudit } from './compliance-audit.ts';
import type { ReportTypeDefinition } from './define.ts';
import { qaPerformance } from './qa-performance.ts';

/** Every report type by its name in the API. A sixth is one file beside these and one line here. */
export const reportTypes = {
  call_summary: callSummary,
  qa_performance: qaPerformance,
  compliance_audit: complianceAudit,
  agent_coaching: agentCoaching,
  campaign_performance: campaignPerformance,
} as const;

export type ReportType = keyof typeof reportTypes;
export const reportTypeNames = Object.keys(reportTypes) as ReportType[];
export const ReportType = Type.Enum(reportTypeNames, {
  description: 'Which report. GET /v1/report-types describes each.',
});

/** The `data` of a report type. */
export type ReportData<Name extends ReportType = ReportType> = {
  [Key in Name]: Static<(typeof reportTypes)[Key]['data']>;
}[Name];

/** The name of a type's list that is streamed, if it has one: see {@link ReportTypeDefinition}. */
export const streamedListOf = (type: ReportType): string | undefined =>
  (reportTypes[type] as ReportTypeDefinition).streamedList;

/** The schema of a type's `data` as its dataset's summary holds it: without the list that stays in `rows.csv`. */
export const summaryDataOf = (type: ReportType): TObject => {
  const streamedList = streamedListOf(type);
  const { data }: { data: TObject } = reportTypes[type];
  return streamedList === undefined ? data : Type.Omit(data, [streamedList]);
};
