import { escapeHtml, layout } from '../pages/layout.ts';

/** Asks before it acts: mail programs and scanners open links that nobody has clicked. */
export const askPage = (address: string): string =>
  layout(
    'Unsubscribe?',
    `<p><b>${escapeHtml(address)}</b> will get no more e-mails of this scheduled report. Other addresses are not affected.</p>
    <form method="post"><button type="submit">Unsubscribe</button></form>`,
  );

export const donePage = (address: string): string =>
  layout(
    'Unsubscribed',
    `<p><b>${escapeHtml(address)}</b> will get no more e-mails of this scheduled report.</p>
    <p>Whoever looks after your reports can add the address again.</p>`,
  );

export const alteredPage = (): string =>
  layout(
    'The link is not valid',
    '<p>It was altered or cut short. Open it again from the e-mail, or copy it whole.</p>',
  );
