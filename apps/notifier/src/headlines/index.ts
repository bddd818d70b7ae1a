import { type ReportData, type ReportType, reportTypeNames, summaryDataOf } from '@reports/contracts';
import { ServiceError } from '@reports/service';
import { namesIn, reportSentences, sayInText } from '@reports/wording';
import { Compile, type Validator } from 'typebox/compile';
import { agentCoachingHeadline } from './agent-coaching/headline.ts';
import { callSummaryHeadline } from './call-summary/headline.ts';
import { campaignPerformanceHeadline } from './campaign-performance/headline.ts';
import { complianceAuditHeadline } from './compliance-audit/headline.ts';
import type { Headline, HeadlineOf } from './headline.ts';
import { qaPerformanceHeadline } from './qa-performance/headline.ts';

/** A type without a headline of its own is mailed without figures. */
const headlines: { [Name in ReportType]?: HeadlineOf<Name> } = {
  call_summary: callSummaryHeadline,
  qa_performance: qaPerformanceHeadline,
  compliance_audit: complianceAuditHeadline,
  agent_coaching: agentCoachingHeadline,
  campaign_performance: campaignPerformanceHeadline,
};

const parsers = new Map<ReportType, Validator>(
  reportTypeNames.map((type) => [type, Compile(summaryDataOf(type))]),
);

/** The headline of a report from the `data` of its dataset's summary. Throws `invalid_dataset` when that is not of the type. */
export const headlineOf = (
  type: ReportType,
  data: unknown,
  period: { from: string; to: string },
): Headline | undefined => {
  const headline: HeadlineOf<ReportType> | undefined = headlines[type];
  if (!headline) return undefined;
  if (!parsers.get(type)?.Check(data)) {
    throw new ServiceError({
      code: 'invalid_dataset',
      message: `The dataset is not one of ${type}.`,
      fate: 'fault',
    });
  }
  const said = data as ReportData;
  return {
    ...headline(said, period),
    remark: sayInText(reportSentences(type, said, period)),
    names: namesIn(said),
  };
};
