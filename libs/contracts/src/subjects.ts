import { assertNever } from './assert-never.ts';
import type { PlatformEvent } from './events.ts';

/** JetStream streams and the subjects they hold. `*` is a workspace id, which has no dots. */
export const streams = {
  REPORTS: {
    subjects: ['reports.*.requested', 'reports.*.completed', 'reports.*.failed', 'reports.*.cancelled'],
  },
  SCHEDULES: { subjects: ['schedules.*.changed'] },
  RECORDS: { subjects: ['records.*.*'] },
  /** What a consumer gave up on: `dead.<consumer>`, with the reason in headers. */
  DEAD_LETTERS: { subjects: ['dead.>'] },
} as const;

export type StreamName = keyof typeof streams;

/** What is told and not kept: that there is work, for those who would else find it by looking, a little later. */
export const wakeSubjects = { outbox: 'wake.outbox', deliveries: 'wake.deliveries' } as const;

/** What became of a message of records, for whoever sent it and hears it: not kept. */
export const receiptSubjects = 'receipts.*.*';
export const receiptSubjectOf = (workspaceId: string, kind: string): string =>
  `receipts.${workspaceId}.${kind}`;

/** What passes when a report has left `generating`, for those who hear it without a consumer. */
export const endSubjects = ['reports.*.completed', 'reports.*.failed', 'reports.*.cancelled'] as const;

/** Durable consumers: who reads what. A consumer's name is also its key in the inbox table. */
export const consumers = {
  'scheduler-requests': { stream: 'REPORTS', filters: ['reports.*.requested'] },
  'scheduler-cancellations': { stream: 'REPORTS', filters: ['reports.*.cancelled'] },
  'scheduler-schedules': { stream: 'SCHEDULES', filters: ['schedules.*.changed'] },
  'aggregator-records': { stream: 'RECORDS', filters: ['records.*.*'] },
  'notifier-reports': { stream: 'REPORTS', filters: ['reports.*.completed', 'reports.*.failed'] },
} as const satisfies Record<string, { stream: StreamName; filters: string[] }>;

export type ConsumerName = keyof typeof consumers;

/** The subject an event is published on. */
export const subjectOf = (event: PlatformEvent): string => {
  const workspace = event.workspaceid;
  switch (event.type) {
    case 'report.requested':
      return `reports.${workspace}.requested`;
    case 'report.completed':
      return `reports.${workspace}.completed`;
    case 'report.failed':
      return `reports.${workspace}.failed`;
    case 'report.cancelled':
      return `reports.${workspace}.cancelled`;
    case 'schedule.changed':
      return `schedules.${workspace}.changed`;
    case 'records.received':
      return `records.${workspace}.${event.data.kind}`;
    default:
      return assertNever(event);
  }
};
