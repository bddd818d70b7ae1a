import { describeCalendar, type Slot, slotsBetween, storedCalendar } from '@reports/slots';
import { type FiredSchedule, reportTypes, searchAttributes, taskQueues } from '@reports/contracts';
import type { ScheduleRow } from '@reports/database';
import type { ScheduleOptions } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { maskAddresses } from '../deliveries/describe-deliveries.ts';
import { reportTimeout } from '../reports/start-report.ts';
import { attemptKey, keyword } from '../search-attribute-keys.ts';
import { instantCalendars } from './instant-calendars.ts';
import type { StoredSchedule } from './stored-schedule.ts';

export const scheduleWorkflow = 'produceScheduledReport';

/** A year that has been, so that an operator can backfill it, and a year to come. */
const dayMs = 24 * 3_600_000;
const daysKnown = 366;
/** With fewer slots left to come, Temporal is told of the next year's. A listing shows no more than these. */
export const minSlotsAhead = 5;

export const revisionKey = keyword(searchAttributes.scheduleRevision);

/** `3 active`: what a Temporal Schedule was last brought in line with. */
export const revisionOf = ({ revision, status }: ScheduleRow): string => `${revision} ${status}`;

/** The name of a schedule in Temporal: its report's id. */
export const temporalIdOf = ({ reportId }: ScheduleRow): string => reportId;

/** One line that says what a schedule is: `QA performance · weekly, Monday 06:00 UTC · PDF to 2 addresses · workspace Acme`. */
export const describeSchedule = ({ schedule, report, workspaceName }: StoredSchedule): string => {
  const addresses = schedule.emails.length;
  const recipients =
    addresses === 1
      ? maskAddresses(schedule.emails[0] ?? '')
      : `${addresses === 0 ? 'no' : addresses} addresses`;
  return [
    reportTypes[report.type].title,
    describeCalendar(storedCalendar(schedule)),
    `${(schedule.format ?? report.format).toUpperCase()} to ${recipients}`,
    `workspace ${workspaceName}`,
  ].join(' · ');
};

/**
 * The Temporal Schedule of a row. It is told instants, in UTC, and no calendar: Temporal matches calendars against the clock
 * literally, which skips a slot in spring and fires twice in autumn, and it may know other time zone rules than we do.
 */
export const temporalSchedule = (
  stored: StoredSchedule,
  now: Date,
  { isEncrypted }: { isEncrypted: boolean },
): ScheduleOptions => {
  const { schedule, report, workspaceName } = stored;
  const { frequency, dayOfWeek, dayOfMonth, time, timezone } = schedule;
  const fired: FiredSchedule = {
    workspaceId: schedule.workspaceId,
    reportId: schedule.reportId,
    revision: schedule.revision,
    calendar: { frequency, dayOfWeek, dayOfMonth, time, timezone },
  };
  const reportId = { key: keyword(searchAttributes.reportId), value: schedule.reportId };
  const attributes = [
    { key: keyword(searchAttributes.workspaceId), value: schedule.workspaceId },
    { key: keyword(searchAttributes.reportType), value: report.type },
    { key: keyword(searchAttributes.reportFormat), value: report.format },
    ...(isEncrypted ? [] : [{ key: keyword(searchAttributes.workspaceName), value: workspaceName }]),
  ];
  const action = {
    type: 'startWorkflow' as const,
    workflowType: scheduleWorkflow,
    workflowId: `${schedule.reportId}-slot`,
    taskQueue: taskQueues.scheduler,
    workflowExecutionTimeout: reportTimeout,
    args: [fired],
    staticSummary: describeSchedule(stored),
    staticDetails: `The run of a slot: a report of its own, in workspace ${workspaceName}, made from \`${schedule.reportId}\`. **Cancel** and **Terminate** both end it as failed; its client sees why.`,
    memo: {
      report: `${reportTypes[report.type].title}, ${report.format}`,
      workspace: workspaceName,
      schedule: describeCalendar(storedCalendar(schedule)),
    },
    // Of each run: its report and its slot are known once its slot is opened.
    typedSearchAttributes: new TypedSearchAttributes([
      ...attributes,
      { key: keyword(searchAttributes.scheduleId), value: schedule.reportId },
      { key: attemptKey, value: 1 },
    ]),
    // The client passes it on although its type does not name it.
    priority: { fairnessKey: schedule.workspaceId },
  };
  return {
    scheduleId: temporalIdOf(schedule),
    spec: { calendars: instantCalendars(slotsAround(schedule, now), timezone) },
    action,
    // Every slot makes its run, however long the one before it takes, and up to a week late.
    policies: { overlap: 'ALLOW_ALL', catchupWindow: '7 days', pauseOnFailure: false },
    state: { paused: schedule.status === 'paused', note: describeSchedule(stored) },
    typedSearchAttributes: new TypedSearchAttributes([
      reportId,
      ...attributes,
      { key: revisionKey, value: revisionOf(schedule) },
    ]),
  };
};

const slotsAround = (schedule: ScheduleRow, now: Date): Slot[] =>
  slotsBetween(
    storedCalendar(schedule),
    new Date(now.getTime() - daysKnown * dayMs),
    new Date(now.getTime() + daysKnown * dayMs),
  ).filter(({ scheduledFor }) => scheduledFor <= now || scheduledFor > schedule.activeSince);
