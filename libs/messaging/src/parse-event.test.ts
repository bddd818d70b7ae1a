import {
  createEvent,
  eventVersion,
  filterNames,
  type PlatformEvent,
  requestVersion,
  subjectOf,
} from '@reports/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEvent } from './parse-event.ts';

const key = { report_id: 'rpt_1', type: 'qa_performance', format: 'pdf' } as const;
const request = {
  ...key,
  workspace_id: 'ws_a',
  workspace_name: 'Acme',
  from: '2024-01-01',
  to: '2024-01-31',
  timezone: 'UTC',
  filters: { campaign_id: 'cmp_1', agent_id: ['a', 'b'] },
};
const about = { source: '/test', workspaceId: 'ws_a' };
const events: PlatformEvent[] = [
  createEvent('report.requested', { ...about, data: request }),
  createEvent('report.completed', { ...about, data: key }),
  createEvent('report.failed', { ...about, data: key }),
  createEvent('schedule.changed', { ...about, data: { report_id: 'rpt_1', revision: 2 } }),
  createEvent('records.received', {
    ...about,
    data: { kind: 'agents', records: [{ agent_id: 'a', name: 'A', team_lead: 'b' }] },
  }),
];

const parse = (event: object, like: PlatformEvent) =>
  parseEvent(subjectOf(like), new TextEncoder().encode(JSON.stringify(event)));

/** Members that no release has had yet. */
const additions = fc.dictionary(
  fc.stringMatching(/^new_[a-z]{1,8}$/),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()), fc.object()),
);
const anEvent = fc.constantFrom(...events);

test('an event with any further members, of the envelope and of its data, is read as it is', () => {
  fc.assert(
    fc.property(
      anEvent,
      additions,
      additions,
      fc.constantFrom({}, { dataversion: 1 }),
      (event, outer, inner, version) => {
        const grown = { ...outer, ...event, ...version, data: { ...inner, ...event.data } };
        expect(parse(grown, event)).toEqual(JSON.parse(JSON.stringify(grown)));
      },
    ),
  );
});

test('an event of any higher version waits, whatever else it holds', () => {
  fc.assert(
    fc.property(anEvent, fc.integer({ min: eventVersion + 1 }), additions, (event, dataversion, data) => {
      expect(() => parse({ ...event, dataversion, data }, event)).toThrowError(
        expect.objectContaining({ code: 'newer_version', fate: 'passing' }),
      );
    }),
  );
});

test('a request for what only a newer release makes waits: a filter is never passed over', () => {
  const name = fc
    .stringMatching(/^[a-z_]{1,12}$/)
    .filter((text) => !filterNames.some((known) => known === text));
  const [requested] = events;
  if (!requested) throw new Error('no event');
  const newer = fc.oneof(
    name.map((filter) => ({ filters: { ...request.filters, [filter]: 'x' } })),
    name.map((type) => ({ type: `new_${type}` })),
    name.map((format) => ({ format: `new_${format}` })),
    fc.integer({ min: requestVersion + 1 }).map((version) => ({ request_version: version })),
  );
  fc.assert(
    fc.property(newer, (change) => {
      expect(() => parse({ ...requested, data: { ...request, ...change } }, requested)).toThrowError(
        expect.objectContaining({ code: 'newer_version', fate: 'passing' }),
      );
    }),
  );
});

test.each([
  ['no JSON', 'not json'],
  ['an event of no type', '{}'],
  [
    'a kind of records that there is not',
    JSON.stringify({ ...events[4], data: { kind: 'call', records: [1] } }),
  ],
  [
    'a filter without values',
    JSON.stringify({ ...events[0], data: { ...request, filters: { agent_id: [] } } }),
  ],
])('%s is a mistake that no release would make', (_, payload) => {
  expect(() => parseEvent('records.ws_a.agents', new TextEncoder().encode(payload))).toThrowError(
    expect.objectContaining({ code: 'invalid_event', fate: 'client' }),
  );
});
