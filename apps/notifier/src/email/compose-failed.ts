import type { DeliveredReport } from '../report/load-report.ts';
import { words } from '@reports/wording';
import { entries } from './entries.ts';
import { type ComposedEmail, letterOf, logoOf } from './letter.ts';
import { renderFailed, type FailedLetter } from './templates.ts';

/**
 * What happened, for a reader: the error's own words are for whoever looks after the reports, may name files and services, and are behind a key
 * (`GET /v1/reports/{id}`).
 */
const causeOf = (code: string | null): string => {
  const { causes, otherCause } = words().mail;
  const known: Readonly<Record<string, string>> = causes;
  return code !== null && Object.hasOwn(known, code) ? (known[code] ?? otherCause) : otherCause;
};

const adviceOf = ({ report }: DeliveredReport): string => {
  const { askAgain, ifAgain, doNotAsk, nextRun } = words().mail;
  const next = report.sourceReportId ? [nextRun] : [];
  return (report.errorRetryable ? [askAgain, ...next, ifAgain] : [doNotAsk, ...next]).join(' ');
};

/** The letter that says that a report could not be made, and what to do. */
export const composeFailed = (delivered: DeliveredReport, unsubscribeUrl: string | null): ComposedEmail => {
  const letter = letterOf(delivered, unsubscribeUrl);
  const { mail } = words();
  const subject = mail.notMadeSubject(letter.title, letter.period);
  const view: FailedLetter = {
    ...letter,
    subject,
    preheader: mail.notMadePreheader,
    barColour: '#b8500f',
    verdict: mail.notMade,
    whatToDo: mail.whatToDo,
    cause: causeOf(delivered.report.errorCode),
    advice: adviceOf(delivered),
    details: [
      ...letter.details,
      ...entries([[mail.error, delivered.report.errorCode ?? 'unknown']], letter.details),
    ],
  };
  return { subject, images: logoOf(delivered), ...renderFailed(view) };
};
