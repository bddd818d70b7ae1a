import type { CallRecord, Sentiment } from '@reports/contracts';
import { sampleAgents, type SampleAgent } from './agents.ts';
import { timestamp, workingMoment } from './calendar.ts';
import { sampleCampaigns, type SampleCampaign } from './campaigns.ts';
import type { Random } from './random.ts';

/** Every agent works for two campaigns. */
const agentsOf = (campaign: number): readonly SampleAgent[] =>
  sampleAgents.filter((_, index) => {
    const home = index % sampleCampaigns.length;
    return home === campaign || (home + 2) % sampleCampaigns.length === campaign;
  });

const teams = new Map(sampleCampaigns.map((campaign, index) => [campaign, agentsOf(index)]));

const unanswered = [
  ['no_answer', 58],
  ['voicemail', 22],
  ['busy', 14],
  ['failed', 3],
  // The dialler wrote nothing down.
  [undefined, 3],
] as const;

const pleased = new Set(['renewed', 'activated', 'retained', 'completed', 'paid', 'information_sent']);
const displeased = new Set(['do_not_call', 'cancelled', 'disputed', 'wrong_number', 'escalated']);

const sentimentOf = (outcome: string, skill: number, random: Random): Sentiment => {
  const positive = pleased.has(outcome) ? 0.62 : displeased.has(outcome) ? 0.08 : 0.26;
  const negative = displeased.has(outcome) ? 0.55 : 0.14;
  return random.weighted([
    ['positive', positive * (0.5 + skill * 0.6)],
    ['negative', negative * (1.6 - skill * 0.8)],
    ['neutral', 0.35],
  ] as const);
};

/** New contacts and ones called before, as a dialler mixes them. */
const createContacts = (random: Random) => {
  const known = new Map<string, number>();
  return (campaign: SampleCampaign): string => {
    const count = known.get(campaign.id) ?? 0;
    const isNew = count === 0 || random.chance(0.55);
    const number = isNew ? count + 1 : random.integer(Math.max(1, count - 1_500), count);
    if (isNew) known.set(campaign.id, number);
    return `con_${campaign.id.slice('cmp_'.length)}_${String(number).padStart(6, '0')}`;
  };
};

const pickCampaign = (progress: number, random: Random): SampleCampaign =>
  random.weighted(
    sampleCampaigns.map((campaign) => {
      const [first, last] = campaign.share;
      return [campaign, first + (last - first) * progress] as const;
    }),
  );

/** Makes one call after another; `progress` runs from 0 to 1 over the period. Also says how skilled its agent was that day. */
export const createCalls = (random: Random) => {
  const contactOf = createContacts(random);
  return (number: number, dayStart: number, progress: number): { call: CallRecord; skill: number } => {
    const campaign = pickCampaign(progress, random);
    const agent = random.pick(teams.get(campaign) ?? sampleAgents);
    const skill = agent.skill + agent.drift * progress;
    const { at, answered } = workingMoment(dayStart, random);
    const connected = random.chance(campaign.reach * answered);
    const disposition = random.weighted<string | undefined>(connected ? campaign.outcomes : unanswered);
    const talkSeconds = Math.max(12, Math.round(campaign.talkSeconds * Math.exp(random.normal(0, 0.55))));
    const call: CallRecord = {
      call_id: `call_${String(number).padStart(7, '0')}`,
      campaign_id: campaign.id,
      agent_id: agent.id,
      contact_id: contactOf(campaign),
      started_at: timestamp(at),
      duration_seconds: connected ? talkSeconds : random.integer(0, 28),
      connected,
      // Agents speak their first language three times as often as their second.
      language: random.weighted(agent.languages.map((code, rank) => [code, rank === 0 ? 3 : 1] as const)),
    };
    if (disposition !== undefined) call.disposition = disposition;
    if (connected && disposition !== undefined && random.chance(0.88)) {
      call.sentiment = sentimentOf(disposition, skill, random);
    }
    return { call, skill };
  };
};
