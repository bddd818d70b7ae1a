import type {
  AgentRecord,
  CallRecord,
  CampaignRecord,
  ComplianceCheckRecord,
  EvaluationRecord,
} from '@reports/contracts';
import { sampleAgents } from './agents.ts';
import { dayMs, shareOut } from './calendar.ts';
import { createCalls } from './calls.ts';
import { sampleCampaigns } from './campaigns.ts';
import { checksOf, evaluationOf } from './quality.ts';
import { createRandom } from './random.ts';

export interface SampleDataOptions {
  seed: number;
  calls: number;
  days: number;
  /** The data ends where this UTC day begins. */
  until: Date;
}

export interface SampleData {
  agents: AgentRecord[];
  campaigns: CampaignRecord[];
  calls: CallRecord[];
  evaluations: EvaluationRecord[];
  compliance_checks: ComplianceCheckRecord[];
}

/** Shares of the answered calls that are evaluated, and that are checked for compliance. */
const evaluatedShare = 0.245;
const checkedShare = 0.19;

/**
 * A call centre's records, the same for the same options. Weekdays and hours as a centre has them, agents that drift,
 * campaigns that grow and shrink, an evaluation on about 12 % of the calls, compliance checks on about 10 %.
 */
export const generateSampleData = ({ seed, calls, days, until }: SampleDataOptions): SampleData => {
  const random = createRandom(seed);
  const end = Math.floor(until.getTime() / dayMs) * dayMs;
  const createCall = createCalls(random);
  const data: SampleData = {
    agents: sampleAgents.map(({ id, name, team }) => ({ agent_id: id, name, team })),
    campaigns: sampleCampaigns.map(({ id, name }) => ({ campaign_id: id, name })),
    calls: [],
    evaluations: [],
    compliance_checks: [],
  };

  shareOut(calls, days, end, random).forEach((day, index) => {
    const progress = index / Math.max(1, days - 1);
    for (let count = 0; count < day.calls; count += 1) {
      const { call, skill } = createCall(data.calls.length + 1, day.start, progress);
      data.calls.push(call);
      if (!call.connected || call.duration_seconds < 30) continue;
      if (random.chance(evaluatedShare)) data.evaluations.push(evaluationOf(call, skill, end, random));
      if (random.chance(checkedShare)) data.compliance_checks.push(...checksOf(call, skill, random));
    }
  });
  return data;
};
