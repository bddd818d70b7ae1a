import { Type, type Static } from 'typebox';
import { AgentRecord } from './agent.ts';
import { CallRecord } from './call.ts';
import { CampaignRecord } from './campaign.ts';
import { ComplianceCheckRecord } from './compliance-check.ts';
import { EvaluationRecord } from './evaluation.ts';

/** The schema of each kind of record, by its name in `POST /v1/records/{kind}` and on the bus. */
export const recordSchemas = {
  calls: CallRecord,
  evaluations: EvaluationRecord,
  compliance_checks: ComplianceCheckRecord,
  agents: AgentRecord,
  campaigns: CampaignRecord,
} as const;

export type RecordKind = keyof typeof recordSchemas;
export const recordKinds = Object.keys(recordSchemas) as RecordKind[];
export const RecordKind = Type.Enum(recordKinds, { description: 'What records are of.' });

export type RecordOf<Kind extends RecordKind> = Static<(typeof recordSchemas)[Kind]>;
