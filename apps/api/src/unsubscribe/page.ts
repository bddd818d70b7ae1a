import type { Branding } from '@reports/contracts';
import { words } from '@reports/wording';
import { escapeHtml, layout } from '../pages/layout.ts';

const bold = (address: string): string => `<b><bdi>${escapeHtml(address)}</bdi></b>`;

/** Asks before it acts: mail programs and scanners open links that nobody has clicked. */
export const askPage = (address: string, branding: Branding): string => {
  const { links: say } = words();
  return layout(
    say.unsubscribeAsk,
    `<p>${say.unsubscribeText(bold(address))}</p>
    <form method="post"><button type="submit">${say.unsubscribe}</button></form>`,
    branding,
  );
};

export const donePage = (address: string, branding: Branding): string => {
  const { links: say } = words();
  return layout(
    say.unsubscribed,
    `<p>${say.unsubscribedText(bold(address))}</p>
    <p>${say.addAgain}</p>`,
    branding,
  );
};

export const alteredPage = (): string => layout(words().links.altered, `<p>${words().links.alteredText}</p>`);
