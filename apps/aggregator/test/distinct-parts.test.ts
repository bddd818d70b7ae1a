import type {
  ComplianceCheckRecord,
  RecordKind,
  RecordOf,
  ReportFilters,
  ReportType,
} from '@reports/contracts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

const check = (id: string, fields: Partial<ComplianceCheckRecord>): ComplianceCheckRecord => ({
  check_id: id,
  call_id: 'call_1',
  campaign_id: 'c1',
  agent_id: 'a1',
  checked_at: '2024-01-10T10:00:00Z',
  check: 'Recording',
  passed: true,
  severity: 'low',
  language: 'en',
  ...fields,
});

const exaggeratedDay = '2024-01-10';

/** Makes a report whose rollups say a thousand more of every campaign and of all: what shows that they were read. */
const exaggerated = async (
  workspaceId: string,
  {
    kind,
    records,
    type,
    filters,
  }: { kind: RecordKind; records: RecordOf<RecordKind>[]; type: ReportType; filters: ReportFilters },
) => {
  await aggregator.createWorkspace(workspaceId);
  await aggregator.send(kind, records, { workspaceId });
  const read = async () => {
    const { summary } = await aggregator.report(type, { workspace_id: workspaceId, filters });
    return summary.data as {
      calls_checked?: number;
      totals?: { contacts_attempted: number; contacts_reached: number };
    };
  };
  const honest = await read();
  await aggregator.database.withWorkspace(workspaceId, async (transaction) => {
    for (const [table, sum] of [
      ['contact_rollups', 'attempted'],
      ['checked_call_rollups', 'calls'],
    ] as const) {
      const [name, column] = [sql.identifier(table), sql.identifier(sum)];
      // All together are as many more as the campaigns are by themselves.
      await transaction.execute(sql`
        update ${name} set ${column} = ${column} + 1000 * case campaign_id when '' then parts.count else 1 end
        from (select count(*) as count from ${name} where campaign_id <> '' and gap = 0 and day = ${exaggeratedDay}) as parts
        where workspace_id = ${workspaceId} and gap = 0 and day = ${exaggeratedDay}`);
    }
  });
  return { honest, exaggerated: await read() };
};

const twoCampaigns = { campaign_id: ['c1', 'c2'] };

test('contacts of some campaigns are the sum of theirs where no contact was called by two', async () => {
  const { honest, exaggerated: rolledUp } = await exaggerated('ws_apart', {
    kind: 'calls',
    records: [
      call('1', { campaign_id: 'c1', contact_id: 'x' }),
      call('2', { campaign_id: 'c2', contact_id: 'y' }),
      call('3', { campaign_id: 'c3', contact_id: 'z' }),
    ],
    type: 'campaign_performance',
    filters: twoCampaigns,
  });
  expect(honest.totals?.contacts_attempted).toBe(2);
  expect(rolledUp.totals?.contacts_attempted).toBe(2002);
});

test('where one was called by two campaigns, the contacts of some are counted from the calls', async () => {
  const { honest, exaggerated: counted } = await exaggerated('ws_shared', {
    kind: 'calls',
    records: [
      call('1', { campaign_id: 'c1', contact_id: 'x', connected: false }),
      call('2', { campaign_id: 'c2', contact_id: 'x', connected: true }),
      call('3', { campaign_id: 'c3', contact_id: 'y' }),
    ],
    type: 'campaign_performance',
    filters: twoCampaigns,
  });
  expect(honest.totals).toMatchObject({ contacts_attempted: 1, contacts_reached: 1 });
  expect(counted.totals).toMatchObject({ contacts_attempted: 1, contacts_reached: 1 });
});

test('checked calls of a language are the sum of its chains where no call was checked in two; else they are counted', async () => {
  const apart = [
    check('1', { call_id: 'x' }),
    check('2', { call_id: 'x', checked_at: '2024-01-20T10:00:00Z' }),
    check('3', { call_id: 'y', language: 'hi' }),
  ];
  const asked = { kind: 'compliance_checks', type: 'compliance_audit', filters: { language: 'en' } } as const;
  const sums = await exaggerated('ws_one_language', { ...asked, records: apart });
  expect(sums.honest.calls_checked).toBe(1);
  expect(sums.exaggerated.calls_checked).toBeGreaterThan(1000);
  const counted = await exaggerated('ws_two_languages', {
    ...asked,
    records: [...apart, check('4', { call_id: 'y', checked_at: '2024-01-21T10:00:00Z' })],
  });
  expect(counted.honest.calls_checked).toBe(2);
  expect(counted.exaggerated.calls_checked).toBe(2);
});

test('contacts of a language are counted for each campaign; together they are a sum only where none was called by two campaigns', async () => {
  const contactsOf = async (
    workspaceId: string,
    records: RecordOf<'calls'>[],
    language: string | string[],
  ) => {
    await aggregator.createWorkspace(workspaceId);
    await aggregator.send('calls', records, { workspaceId });
    const { summary, csv } = await aggregator.report('campaign_performance', {
      workspace_id: workspaceId,
      filters: { language },
    });
    const { totals, campaigns } = summary.data as {
      totals: { contacts_attempted: number; contacts_reached: number };
      campaigns: { campaign_id: string; contacts_attempted: number }[];
    };
    return {
      totals: [totals.contacts_attempted, totals.contacts_reached],
      campaigns: campaigns.map(({ contacts_attempted }) => contacts_attempted),
      weeks: csv
        .trim()
        .split('\r\n')
        .slice(1)
        .map((row) => row.split(',').slice(2, 5).join(' ')),
    };
  };
  const records = [
    call('1', { campaign_id: 'c1', contact_id: 'x', language: 'en', connected: false }),
    call('2', { campaign_id: 'c1', contact_id: 'x', language: 'hi' }),
    call('3', { campaign_id: 'c1', contact_id: 'w', language: 'en', started_at: '2024-01-30T10:00:00Z' }),
    call('4', { campaign_id: 'c2', contact_id: 'y', language: 'en' }),
    call('5', { campaign_id: 'c3', contact_id: 'z', language: 'ta' }),
  ];
  expect(await contactsOf('ws_languages_apart', records, 'en')).toEqual({
    totals: [3, 2],
    campaigns: [2, 1],
    weeks: ['2024-W02 1 0', '2024-W05 1 1', '2024-W02 1 1'],
  });
  const shared = [...records, call('6', { campaign_id: 'c2', contact_id: 'x', language: 'en' })];
  expect((await contactsOf('ws_languages_shared', shared, 'en')).totals).toEqual([3, 3]);
  expect((await contactsOf('ws_languages_both', shared, ['en', 'hi'])).totals).toEqual([3, 3]);
  expect((await contactsOf('ws_languages_none', shared, 'fr')).totals).toEqual([0, 0]);
});
