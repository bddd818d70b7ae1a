import type { Branding } from '@reports/contracts';
import { colours } from '../charts/theme.ts';

/** A colour with `share` of itself, the rest white. */
const paler = (colour: string, share: number): string =>
  `#${[1, 3, 5]
    .map((at) => Math.round(255 - (255 - Number.parseInt(colour.slice(at, at + 2), 16)) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;

/** Puts a workspace's own colour in the place of ours in style sheets and charts, never in text. */
export const createRecolour = ({ accent_colour: accent }: Pick<Branding, 'accent_colour'> = {}) => {
  if (accent === undefined) return { styles: (css: string) => css, body: (html: string) => html };
  // As far from white as ours is.
  const own: Record<string, string> = { [colours.accent]: accent, [colours.accentSoft]: paler(accent, 0.4) };
  const ours = Object.keys(own).join('|');
  const replace = (text: string, pattern: RegExp) =>
    text.replace(pattern, (_found, before: string, colour: string) => `${before}${own[colour]}`);
  return {
    styles: (css: string) => replace(css, new RegExp(`()(${ours})`, 'g')),
    body: (html: string) => replace(html, new RegExp(`((?:fill|stroke)=")(${ours})`, 'g')),
  };
};

/** The size of the page, where it is not A4. */
export const paperStyles = ({ paper }: Pick<Branding, 'paper'> = {}): string =>
  paper === 'letter' ? '@page { size: letter; }' : '';
