import type { DeliveredReport } from '../report/load-report.ts';
import { entries } from './entries.ts';
import { type ComposedEmail, letterOf, logoOf } from './letter.ts';
import { renderFailed, type FailedLetter } from './templates.ts';

/**
 * What happened, for a reader: the error's own words are for whoever looks after the reports, may name files and services, and are behind a key
 * (`GET /v1/reports/{id}`).
 */
const causes: Readonly<Record<string, string>> = {
  cancelled: 'It was cancelled while it was being made.',
  deadline_exceeded: 'It could not be made within a day.',
  query_stopped: 'Its period holds more than can be worked through in the time that a report has.',
  unknown_time_zone: 'Its time zone is not known.',
  pdf_too_large: 'It is too long for a PDF.',
  pdf_render_timeout: 'It is too long for a PDF.',
  too_many_parts: 'It would have more files than a report can have.',
  dataset_without_teams: 'Its figures were made before agents had their team in them.',
  dataset_missing: 'The figures that it was to be made of are no longer kept.',
  object_missing: 'The figures that it was to be made of are no longer kept.',
  report_deleted: 'It was deleted while it was being made.',
};

const causeOf = (code: string | null): string =>
  (code !== null && Object.hasOwn(causes, code) ? causes[code] : undefined) ??
  'Something went wrong while it was being made, which you can do nothing about.';

const adviceOf = ({ report }: DeliveredReport): string => {
  const next = report.sourceReportId ? ' The next run of the schedule will be made as usual.' : '';
  return report.errorRetryable
    ? `This may pass: ask for the report again in a while.${next} If it happens again, forward this message to whoever looks after your reports: they find the details under the report's number below.`
    : `Asking again will not help until the cause is put right. Forward this message to whoever looks after your reports: they find the details under the report's number below.${next}`;
};

/** The letter that says that a report could not be made, and what to do. */
export const composeFailed = (delivered: DeliveredReport, unsubscribeUrl: string | null): ComposedEmail => {
  const letter = letterOf(delivered, unsubscribeUrl);
  const subject = `Not made: ${letter.title}, ${letter.period}`;
  const view: FailedLetter = {
    ...letter,
    subject,
    preheader: 'This report could not be made. What happened, and what to do.',
    barColour: '#b8500f',
    verdict: 'This report could not be made.',
    cause: causeOf(delivered.report.errorCode),
    advice: adviceOf(delivered),
    details: [
      ...letter.details,
      ...entries([['Error', delivered.report.errorCode ?? 'unknown']], letter.details),
    ],
  };
  return { subject, images: logoOf(delivered), ...renderFailed(view) };
};
