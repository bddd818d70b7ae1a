import type { DeliveredReport } from '../report/load-report.ts';
import { entries } from './entries.ts';
import { type ComposedEmail, letterOf } from './letter.ts';
import { renderFailed, type FailedLetter } from './templates.ts';

const adviceOf = ({ report }: DeliveredReport): string => {
  const next = report.sourceReportId ? ' The next run of the schedule will be made as usual.' : '';
  return report.errorRetryable
    ? `This may pass: ask for the report again in a while.${next} If it happens again, send this message to whoever looks after your reports.`
    : `Asking again will not help until the cause is put right. Send this message to whoever looks after your reports.${next}`;
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
    cause: delivered.report.errorMessage ?? 'The cause was not recorded.',
    advice: adviceOf(delivered),
    details: [
      ...letter.details,
      ...entries([['Error', delivered.report.errorCode ?? 'unknown']], letter.details),
    ],
  };
  return { subject, ...renderFailed(view) };
};
