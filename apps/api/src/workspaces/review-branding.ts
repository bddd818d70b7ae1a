import type { Branding, Fault } from '@reports/contracts';
import { isObject } from '@reports/validation';
import { cleanPng } from './clean-png.ts';
import { contrastWithWhite } from './contrast.ts';

const minContrast = 4.5;
const prefix = 'data:image/png;base64,';

const pngOf = (logo: string) => cleanPng(Buffer.from(logo.slice(prefix.length), 'base64'));

/** The faults of a branding that its schema cannot see: a colour that is too pale, a logo that is no image. The body may be anything. */
export const reviewBranding = (body: unknown, faults: Fault[]): Fault[] => {
  if (!isObject(body)) return faults;
  const { accent_colour: colour, logo, language, date_format: dateFormat } = body;
  const contrast =
    typeof colour === 'string' && /^#[0-9a-f]{6}$/.test(colour) ? contrastWithWhite(colour) : 21;
  const image = typeof logo === 'string' && logo.startsWith(prefix) ? pngOf(logo) : undefined;
  return [
    ...faults,
    ...(contrast < minContrast
      ? [
          {
            pointer: '/accent_colour',
            detail: `must stand out from white by ${minContrast} to 1: this one has ${(Math.floor(contrast * 100) / 100).toFixed(2)}, take a darker one`,
          },
        ]
      : []),
    ...(dateFormat === 'month_day_year' && language !== undefined && language !== 'en'
      ? [{ pointer: '/date_format', detail: 'may be month_day_year with the language en alone' }]
      : []),
    ...(image && 'fault' in image ? [{ pointer: '/logo', detail: image.fault }] : []),
  ];
};

/** A branding as it is kept: its logo is the image and nothing else. It must have been reviewed. */
export const cleanBranding = ({ logo, ...branding }: Branding): Branding => {
  const image = logo === undefined ? undefined : pngOf(logo);
  return image && 'png' in image
    ? { ...branding, logo: `${prefix}${image.png.toString('base64')}` }
    : branding;
};
