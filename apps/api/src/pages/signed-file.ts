import type { ProblemCode } from '../problems/catalogue.ts';
import { layout } from './layout.ts';

interface Words {
  title: string;
  text: string;
}

const askAgain = 'Ask whoever sent you the link for the report, or look for a newer e-mail.';

const words: Partial<Record<ProblemCode, Words>> = {
  link_expired: { title: 'The link has expired', text: 'Links to reports work for 24 hours.' },
  link_altered: {
    title: 'The link is not valid',
    text: 'It was altered or cut short. Open it again from the e-mail, or copy it whole.',
  },
  link_revoked: {
    title: 'The link was withdrawn',
    text: `Whoever looks after the report has ended its links. ${askAgain}`,
  },
  file_expired: {
    title: 'The report is no longer kept',
    text: 'Its file was deleted when its time was over. It can be made again.',
  },
  file_missing: { title: 'The report is gone', text: 'Its file is no longer there. It can be made again.' },
  report_not_found: { title: 'There is no such report', text: 'It was deleted, or the link is another one.' },
  not_found: {
    title: 'There is no such report',
    text: 'Open the link again from the e-mail, or copy it whole.',
  },
};

const otherwise: Words = {
  title: 'The report cannot be had just now',
  text: 'Something that it needs is away. Try again in a few minutes.',
};

/** What a person is told whose link gives no file. `mayRenew`: a fresh one can be mailed to the address that this one was mailed to. */
export const noFilePage = (code: ProblemCode, mayRenew: boolean): string => {
  const { title, text } = words[code] ?? otherwise;
  if (code !== 'link_expired') return layout(title, `<p>${text}</p>`);
  return layout(
    title,
    mayRenew
      ? `<p>${text} A fresh one can be sent to the address that got this one, and to no other.</p>
    <form method="post"><button type="submit">Send me a fresh link</button></form>`
      : `<p>${text} ${askAgain}</p>`,
  );
};

/** Nothing of the address: whoever has the link need not be who it was sent to. */
export const renewedPage = (): string =>
  layout(
    'Look into your inbox',
    '<p>The report is on its way again, with a fresh link, to the address that got the first e-mail.</p>',
  );

export const notRenewedPage = (): string =>
  layout(
    'No fresh link was sent',
    '<p>A mail about this report went out within the last hour, or is about to go: look into your inbox, or try again later.</p>',
  );
