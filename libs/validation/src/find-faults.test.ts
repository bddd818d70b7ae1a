import { CreateReport, CreateWebhook, ScheduleChange } from '@reports/contracts';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { findFaults } from './find-faults.ts';

const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };

describe('faults', () => {
  test('are none where the schema is content', () => {
    expect(findFaults(CreateReport, { ...january, filters: { campaign_id: ['a', 'b'] } })).toEqual([]);
  });

  test('name each place once, in words that say what fixes it', () => {
    expect(
      findFaults(CreateReport, {
        type: 'qa_performence',
        from: '2024-02-30',
        filtres: {},
        filters: {
          agent: 'x',
          campaign_id: ['', 3],
          language: 5,
          agent_id: [],
          severity: ['high', 'urgent'],
        },
        timezone: 'Mars/Olympus',
        schedule: { frequency: 'monthly', day_of_month: 31, email: 7 },
      }),
    ).toEqual([
      { pointer: '/to', detail: 'is required: a date that exists, such as 2024-01-31' },
      {
        pointer: '/type',
        detail: expect.stringMatching(/^must be one of .*: did you mean qa_performance\?$/),
      },
      { pointer: '/from', detail: 'must be a date that exists, such as 2024-01-31' },
      { pointer: '/filtres', detail: 'is not known here: did you mean filters?' },
      { pointer: '/filters/agent', detail: 'is not known here: did you mean agent_id?' },
      {
        pointer: '/filters/campaign_id/0',
        detail: 'must be text of 1 to 200 characters without control characters',
      },
      {
        pointer: '/filters/campaign_id/1',
        detail: 'must be text of 1 to 200 characters without control characters',
      },
      {
        pointer: '/filters/language',
        detail:
          'must be text of 1 to 200 characters without control characters, or a list of 1 to 100, each text of 1 to 200 characters without control characters',
      },
      {
        pointer: '/filters/agent_id',
        detail: 'must be a list of 1 to 100, each text of 1 to 200 characters without control characters',
      },
      { pointer: '/filters/severity/1', detail: 'must be one of critical, high, medium, low' },
      { pointer: '/timezone', detail: 'must be an IANA time zone, such as Asia/Kolkata' },
      { pointer: '/schedule/day_of_month', detail: 'must be a whole number from 1 to 28, or "last"' },
      {
        pointer: '/schedule/email',
        detail: 'must be an e-mail address, or a list of 1 to 50, each an e-mail address',
      },
    ]);
  });

  test.each([[null], [[]], ['text'], [undefined], [5]])('of %j, which is no object, are one', (body) => {
    expect(findFaults(CreateReport, body)).toEqual([{ pointer: '', detail: 'must be an object' }]);
  });

  test('say what an empty change may have', () => {
    const [fault] = findFaults(ScheduleChange, {});
    expect(fault).toEqual({
      pointer: '',
      detail: expect.stringMatching(/^must have at least one of frequency, .*paused$/),
    });
  });

  test('see items that are the same', () => {
    const events = ['report.failed', 'report.failed'];
    expect(findFaults(CreateWebhook, { url: 'https://example.com', events })).toEqual([
      { pointer: '/events', detail: expect.stringMatching(/^must be a list of 1 to 3 that differ/) },
    ]);
  });

  test('escape the names that pointers are made of', () => {
    const [fault] = findFaults(Type.Object({}, { additionalProperties: false }), { 'a/b~c': 1 });
    expect(fault?.pointer).toBe('/a~1b~0c');
  });

  test('are found even where there are no words for them', () => {
    expect(findFaults(Type.String({ pattern: '^a$', format: 'nothing' }), 'b')).not.toEqual([]);
    const even = Type.Object({ value: Type.Integer({ multipleOf: 2 }) });
    expect(findFaults(even, { value: 3 })).toHaveLength(1);
  });

  test('are never more than a person would read', () => {
    const unknown = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    expect(findFaults(CreateReport, { ...january, ...unknown })).toHaveLength(100);
  });
});
