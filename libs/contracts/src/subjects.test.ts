import { expect, test } from 'vitest';
import { createEvent } from './create-event.ts';
import { consumers, streams, subjectOf } from './subjects.ts';

const matches = (filter: string, subject: string): boolean =>
  new RegExp(`^${filter.replaceAll('.', '\\.').replaceAll('*', '[^.]+').replace('>', '.+')}$`).test(subject);

test('every event has a subject that a stream holds', () => {
  const envelope = { source: '/test', workspaceId: 'ws_a' };
  const report = { report_id: 'rpt_a', type: 'qa_performance', format: 'json' } as const;
  const subjects = [
    subjectOf(createEvent('report.completed', { ...envelope, data: report })),
    subjectOf(createEvent('report.failed', { ...envelope, data: report })),
    subjectOf(createEvent('schedule.changed', { ...envelope, data: { report_id: 'rpt_a', revision: 1 } })),
    subjectOf(createEvent('records.received', { ...envelope, data: { kind: 'calls', records: [{}] } })),
  ];
  expect(subjects).toEqual([
    'reports.ws_a.completed',
    'reports.ws_a.failed',
    'schedules.ws_a.changed',
    'records.ws_a.calls',
  ]);
  const held: string[] = Object.values(streams).flatMap(({ subjects: filters }) => [...filters]);
  for (const subject of subjects) {
    expect(held.filter((filter) => matches(filter, subject))).toHaveLength(1);
  }
});

test('a consumer reads subjects of its own stream', () => {
  for (const { stream, filters } of Object.values(consumers)) {
    const held: readonly string[] = streams[stream].subjects;
    for (const filter of filters) expect(held).toContain(filter);
  }
});
