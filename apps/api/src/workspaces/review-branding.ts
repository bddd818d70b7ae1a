import type { Branding, Fault } from '@reports/contracts';
import { isObject } from '@reports/validation';
import { drawSvg } from '../logos/draw-svg.ts';
import { reviewSvg } from '../logos/review-svg.ts';
import { invalidRequest } from '../problems/problem-error.ts';
import { cleanPng } from './clean-png.ts';
import { contrastWithWhite } from './contrast.ts';

const minContrast = 4.5;
const ofPng = 'data:image/png;base64,';
const ofSvg = 'data:image/svg+xml;base64,';

const bytesOf = (logo: string): Buffer => Buffer.from(logo.slice(logo.indexOf(',') + 1), 'base64');

const reviewLogo = (logo: unknown) => {
  if (typeof logo !== 'string') return undefined;
  if (logo.startsWith(ofPng)) return cleanPng(bytesOf(logo));
  return logo.startsWith(ofSvg) ? reviewSvg(bytesOf(logo)) : undefined;
};

/** The faults of a branding that its schema cannot see: a colour that is too pale, a logo that is no image. The body may be anything. */
export const reviewBranding = (body: unknown, faults: Fault[]): Fault[] => {
  if (!isObject(body)) return faults;
  const { accent_colour: colour, logo, language, date_format: dateFormat } = body;
  const contrast =
    typeof colour === 'string' && /^#[0-9a-f]{6}$/.test(colour) ? contrastWithWhite(colour) : 21;
  const image = reviewLogo(logo);
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

/**
 * A branding as it is kept: its logo is the image and nothing else, an SVG the PNG that it looks like. It must have been reviewed.
 * @throws invalid_request where the SVG cannot be drawn.
 */
export const cleanBranding = async ({ logo, ...branding }: Branding): Promise<Branding> => {
  if (logo === undefined) return branding;
  const reviewed = reviewLogo(logo);
  const drawn = reviewed && 'drawing' in reviewed ? await drawSvg(reviewed.drawing) : reviewed;
  const image = drawn && 'png' in drawn ? cleanPng(drawn.png) : drawn;
  if (image && 'png' in image) return { ...branding, logo: `${ofPng}${image.png.toString('base64')}` };
  throw invalidRequest([{ pointer: '/logo', detail: image?.fault ?? 'must be a PNG or SVG' }]);
};
