import { filterNames } from './filters.ts';
import { contentTypes } from './report-format.ts';
import type { SplitBy } from './split.ts';
import { reportTypeNames, reportTypes, type ReportType } from './report-types/index.ts';

/**
 * The versions that this release writes and knows. Where a message carries none, it is of version 1. A release raises one when an older
 * reader must not go on: what it can pass over is a new optional member, which needs no new version.
 */
export const eventVersion = 2;
export const requestVersion = 2;

/** What a message about a split report is written as: before, nobody knew that a report may have several files. */
export const splitVersion = 2;

const splits: readonly string[] = ['agent', 'team'] satisfies SplitBy[];

type Unread = Record<string, unknown>;

const isUnread = (value: unknown): value is Unread => typeof value === 'object' && value !== null;

const versionOf = (value: unknown): number => (typeof value === 'number' ? value : 1);

/**
 * What a report's request asks for that this release does not know: a version, a type, a format, filters. It was written by a newer
 * release, whose services know it. A filter that is passed over would make another report than was asked for.
 */
export const newerInRequest = (request: unknown): string[] => {
  if (!isUnread(request)) return [];
  const { request_version: version, type, format, filters, split_by: splitBy } = request;
  const isNew = (value: unknown, known: readonly string[]) =>
    typeof value === 'string' && !known.includes(value);
  return [
    ...(versionOf(version) > requestVersion ? [`request version ${versionOf(version)}`] : []),
    ...(isNew(type, reportTypeNames) ? [`report type "${String(type)}"`] : []),
    ...(isNew(format, Object.keys(contentTypes)) ? [`format "${String(format)}"`] : []),
    ...(isNew(splitBy, splits) ? [`split by "${String(splitBy)}"`] : []),
    ...(isUnread(filters)
      ? Object.keys(filters)
          .filter((name) => isNew(name, filterNames))
          .map((name) => `filter "${name}"`)
      : []),
  ];
};

/** The same of an event as it came from the bus. The kind of records is for the outside to name: one that is not known is a mistake. */
export const newerInEvent = (event: unknown): string[] => {
  if (!isUnread(event)) return [];
  const version = versionOf(event['dataversion']);
  const isOfReport = typeof event['type'] === 'string' && event['type'].startsWith('report.');
  return [
    ...(version > eventVersion ? [`event version ${version}`] : []),
    ...(isOfReport ? newerInRequest(event['data']) : []),
  ];
};

/** The same of a dataset's summary as it came from storage: its request, and the version of its type's `data`. */
export const newerInSummary = (summary: unknown): string[] => {
  if (!isUnread(summary)) return [];
  const { request, schema_version: version } = summary;
  const type = isUnread(request) ? String(request['type']) : '';
  const known = Object.hasOwn(reportTypes, type) ? reportTypes[type as ReportType].schemaVersion : Infinity;
  return [
    ...newerInRequest(request),
    ...(versionOf(version) > known ? [`version ${versionOf(version)} of the data of ${type}`] : []),
  ];
};
