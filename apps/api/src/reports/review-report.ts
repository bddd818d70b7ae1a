import {
  type Fault,
  figuresOf,
  isCalendarDate,
  isFigure,
  type ReportType,
  reportTypes,
} from '@reports/contracts';
import { isObject } from '@reports/validation';
import type { Caller } from '../keys/find-caller.ts';
import { findSplitFaults } from './find-split-faults.ts';
import { findRecipientFaults } from '../workspaces/recipient-faults.ts';

const dayMs = 24 * 3_600_000;

/**
 * The faults of a `POST /v1/reports` body that its schema cannot see: the period as a whole, filters that the type does not
 * have. Takes back those of schedule fields that its frequency ignores. The body may be anything.
 */
export const createReviewReport =
  (maxPeriodDays: number) =>
  (body: unknown, faults: Fault[], caller: Caller): Fault[] => {
    if (!isObject(body)) return faults;
    return [
      ...reviewSchedule(body['schedule'], '/schedule', faults),
      ...findPeriodFaults(body['from'], body['to'], maxPeriodDays),
      ...findFilterFaults(body['type'], body['filters']),
      ...findSplitFaults(body['type'], body['split_by']),
      ...findFigureFaults(body['type'], body['schedule'], '/schedule'),
      ...findRecipientFaults(body['notify'], '/notify', caller),
      ...findRecipientFaults(body['schedule'], '/schedule', caller),
    ];
  };

const findPeriodFaults = (from: unknown, to: unknown, maxPeriodDays: number): Fault[] => {
  if (!isDate(from) || !isDate(to)) return [];
  if (from > to) return [{ pointer: '/to', detail: `must not be before from, which is ${from}` }];
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days <= maxPeriodDays) return [];
  return [
    {
      pointer: '/to',
      detail: `must be nearer to from: the period has ${days} days, at most ${maxPeriodDays}`,
    },
  ];
};

const isDate = (value: unknown): value is string => typeof value === 'string' && isCalendarDate(value);

/** Filters of other types. */
export const findFilterFaults = (type: unknown, filters: unknown): Fault[] => {
  if (typeof type !== 'string' || !Object.hasOwn(reportTypes, type) || !isObject(filters)) return [];
  const known: readonly string[] = reportTypes[type as ReportType].filters;
  return Object.keys(filters)
    .filter((name) => !known.includes(name) && isFilterOfAnyType(name))
    .map((name) => ({
      pointer: `/filters/${name}`,
      detail: `is not a filter of ${type}, which has ${known.join(', ')}`,
    }));
};

const isFilterOfAnyType = (name: string): boolean =>
  Object.values(reportTypes).some(({ filters }) => (filters as readonly string[]).includes(name));

/** A figure that the type does not have, with those that it has. */
export const findFigureFaults = (type: unknown, schedule: unknown, pointer: string): Fault[] => {
  if (typeof type !== 'string' || !Object.hasOwn(reportTypes, type) || !isObject(schedule)) return [];
  const condition = schedule['deliver_if'];
  const figure = isObject(condition) ? condition['figure'] : undefined;
  if (typeof figure !== 'string' || isFigure(type as ReportType, figure)) return [];
  return [
    {
      pointer: `${pointer}/deliver_if/figure`,
      detail: `is no figure of ${type}, which has ${figuresOf(type as ReportType).join(', ')}`,
    },
  ];
};

/** Faults of a schedule without those of a field that its frequency does not use: such a field is ignored. */
export const reviewSchedule = (schedule: unknown, pointer: string, faults: Fault[]): Fault[] => {
  const frequency = isObject(schedule) ? schedule['frequency'] : undefined;
  const ignored: string[] = [];
  if (frequency === 'daily' || frequency === 'monthly') ignored.push(`${pointer}/day_of_week`);
  if (frequency === 'daily' || frequency === 'weekly') ignored.push(`${pointer}/day_of_month`);
  return faults.filter((fault) => !ignored.includes(fault.pointer));
};
