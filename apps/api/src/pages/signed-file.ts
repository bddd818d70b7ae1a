import type { Branding } from '@reports/contracts';
import { words } from '@reports/wording';
import type { ProblemCode } from '../problems/catalogue.ts';
import { layout } from './layout.ts';

interface Words {
  title: string;
  text: string;
}

const wordsOf = (code: ProblemCode): Words => {
  const { links: say } = words();
  const known: Partial<Record<ProblemCode, Words>> = {
    link_expired: { title: say.expired, text: say.worksADay },
    link_altered: { title: say.altered, text: say.alteredText },
    link_revoked: { title: say.revoked, text: `${say.revokedText} ${say.askAgain}` },
    file_expired: { title: say.notKept, text: say.notKeptText },
    file_missing: { title: say.gone, text: say.goneText },
    report_not_found: { title: say.noReport, text: say.deletedText },
    not_found: { title: say.noReport, text: say.noReportText },
  };
  return known[code] ?? { title: say.notNow, text: say.notNowText };
};

/** What a person is told whose link gives no file. `mayRenew`: a fresh one can be mailed to the address that this one was mailed to. */
export const noFilePage = (code: ProblemCode, mayRenew: boolean, branding: Branding = {}): string => {
  const { links: say } = words();
  const { title, text } = wordsOf(code);
  if (code !== 'link_expired') return layout(title, `<p>${text}</p>`, branding);
  return layout(
    title,
    mayRenew
      ? `<p>${text} ${say.mayRenew}</p>
    <form method="post"><button type="submit">${say.renew}</button></form>`
      : `<p>${text} ${say.askAgain}</p>`,
    branding,
  );
};

/** Nothing of the address: whoever has the link need not be who it was sent to. */
export const renewedPage = (branding: Branding): string =>
  layout(words().links.renewed, `<p>${words().links.renewedText}</p>`, branding);

export const notRenewedPage = (branding: Branding): string =>
  layout(words().links.notRenewed, `<p>${words().links.notRenewedText}</p>`, branding);
