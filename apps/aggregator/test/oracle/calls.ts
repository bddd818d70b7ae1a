import type { CallRecord } from '@reports/contracts';
import { datesOf, weekDaysOf, weekOf } from './calendar.ts';
import {
  type Answer,
  byText,
  campaignName,
  groupBy,
  type Question,
  type Records,
  select,
  sorted,
} from './oracle.ts';
import { count, figure, rateFigure, over } from './rational.ts';

type Call = CallRecord & { day: string };

export const callFigures = (calls: readonly CallRecord[]) => {
  const connected = calls.filter((call) => call.connected);
  const seconds = connected.reduce((total, { duration_seconds }) => total + duration_seconds, 0);
  return {
    total: calls.length,
    connected: connected.length,
    rate: rateFigure(over(count(connected.length), count(calls.length))),
    duration: figure(over(count(seconds), count(connected.length)), 0),
  };
};

const figuresOf = (calls: readonly Call[]) => {
  const { total, connected, rate, duration } = callFigures(calls);
  return {
    total_calls: total,
    connected_calls: connected,
    connection_rate: rate.json,
    avg_duration_seconds: duration.json,
  };
};

const figureCells = (calls: readonly Call[]) => {
  const { total, connected, rate, duration } = callFigures(calls);
  return [total, connected, rate, duration];
};

const dispositionOf = ({ disposition }: CallRecord) => disposition ?? 'unknown';

const dispositionsOf = (calls: readonly Call[]) =>
  sorted(
    groupBy(calls, dispositionOf),
    ([, a], [, b]) => b.length - a.length,
    ([a], [b]) => byText(a, b),
  ).map(([disposition, group]) => ({
    disposition,
    calls: group.length,
    share: rateFigure(over(count(group.length), count(calls.length))).json,
  }));

const byCalls = (groups: Map<string, Call[]>) =>
  sorted(
    groups,
    ([, a], [, b]) => b.length - a.length,
    ([a], [b]) => byText(a, b),
  );

export const callSummary = (records: Records, question: Question): Answer => {
  const calls = select(records, 'calls', question);
  const dispositions = sorted(new Set(calls.map(dispositionOf)), byText);
  const dateCampaigns = groupBy(calls, ({ day, campaign_id }) => JSON.stringify([day, campaign_id]));
  return {
    data: {
      ...figuresOf(calls),
      dispositions: dispositionsOf(calls),
      by_campaign: byCalls(groupBy(calls, ({ campaign_id }) => campaign_id)).map(([campaign_id, group]) => ({
        campaign_id,
        campaign_name: campaignName(records, campaign_id),
        ...figuresOf(group),
        dispositions: dispositionsOf(group),
      })),
      by_date: datesOf(question.from, question.to).map((date) => ({
        date,
        ...figuresOf(calls.filter(({ day }) => day === date)),
      })),
    },
    rows: [
      [
        ...['date', 'campaign_id', 'campaign_name'],
        ...['total_calls', 'connected_calls', 'connection_rate', 'avg_duration_seconds'],
        ...dispositions.map((name) => `disposition_${name}`),
      ],
      ...sorted(
        [...dateCampaigns.values()].map((group) => ({
          group,
          day: group[0]?.day ?? '',
          id: group[0]?.campaign_id ?? '',
        })),
        (a, b) => byText(a.day, b.day),
        (a, b) => byText(a.id, b.id),
      ).map(({ group, day, id }) => [
        day,
        id,
        campaignName(records, id),
        ...figureCells(group),
        ...dispositions.map((name) => group.filter((call) => dispositionOf(call) === name).length),
      ]),
    ],
  };
};

const contactsOf = (calls: readonly Call[]) => {
  const attempted = new Set(calls.map(({ contact_id }) => contact_id)).size;
  const reached = new Set(calls.filter((call) => call.connected).map(({ contact_id }) => contact_id)).size;
  return { attempted, reached, rate: rateFigure(over(count(reached), count(attempted))) };
};

const sentimentOf = (calls: readonly Call[]) => {
  const known = calls.filter(({ sentiment }) => sentiment !== undefined);
  const share = (wanted: string) =>
    figure(over(count(known.filter(({ sentiment }) => sentiment === wanted).length), count(known.length)), 2);
  return { positive: share('positive'), neutral: share('neutral'), negative: share('negative') };
};

const sentimentJson = (calls: readonly Call[]) =>
  Object.fromEntries(Object.entries(sentimentOf(calls)).map(([name, share]) => [name, share.json]));

const withSentiment = (calls: readonly Call[]) =>
  calls.filter(({ sentiment }) => sentiment !== undefined).length;

const weeksOf = (calls: readonly Call[]) =>
  sorted(
    groupBy(calls, ({ day }) => weekOf(day)),
    ([a], [b]) => byText(a, b),
  );

const campaignFigures = (calls: readonly Call[], period: Question) => {
  const { attempted, reached, rate } = contactsOf(calls);
  return {
    contacts_attempted: attempted,
    contacts_reached: reached,
    reach_rate: rate.json,
    ...figuresOf(calls),
    dispositions: dispositionsOf(calls),
    sentiment: { ...sentimentJson(calls), calls: withSentiment(calls) },
    sentiment_trend: weeksOf(calls).map(([week, group]) => ({
      week,
      ...weekDaysOf(group[0]?.day ?? '', period),
      calls: group.length,
      calls_with_sentiment: withSentiment(group),
      ...sentimentJson(group),
    })),
  };
};

export const campaignPerformance = (records: Records, question: Question): Answer => {
  const calls = select(records, 'calls', question);
  const campaigns = groupBy(calls, ({ campaign_id }) => campaign_id);
  return {
    data: {
      totals: campaignFigures(calls, question),
      campaigns: byCalls(campaigns).map(([campaign_id, group]) => ({
        campaign_id,
        campaign_name: campaignName(records, campaign_id),
        ...campaignFigures(group, question),
      })),
    },
    rows: [
      [
        ...['campaign_id', 'campaign_name', 'week', 'contacts_attempted', 'contacts_reached', 'reach_rate'],
        ...['total_calls', 'connected_calls', 'connection_rate', 'avg_duration_seconds'],
        ...['positive', 'neutral', 'negative'],
      ],
      ...sorted(campaigns, ([a], [b]) => byText(a, b)).flatMap(([id, ofCampaign]) =>
        weeksOf(ofCampaign).map(([week, group]) => {
          const { attempted, reached, rate } = contactsOf(group);
          const { positive, neutral, negative } = sentimentOf(group);
          return [
            ...[id, campaignName(records, id), week, attempted, reached, rate],
            ...figureCells(group),
            ...[positive, neutral, negative],
          ];
        }),
      ),
    ],
  };
};
