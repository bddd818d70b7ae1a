import { Type, type Static } from 'typebox';

/** How a workspace's reports look. */
export const Branding = Type.Object(
  {
    accent_colour: Type.Optional(
      Type.String({
        pattern: '^#[0-9a-f]{6}$',
        examples: ['#0b6e4f'],
        description:
          'Of headings, bars and buttons, in lower case. It must stand out from white, which has a contrast of 4.5 to 1 or more.',
      }),
    ),
    paper: Type.Optional(Type.Enum(['a4', 'letter'], { description: 'Of PDFs. Else `a4`.' })),
    language: Type.Optional(
      Type.Enum(['en', 'de', 'es', 'fr', 'hi', 'ar'], {
        description:
          'Of PDFs, e-mails and the pages behind their links; `ar` is written from right to left. Numbers and dates are as the language has them. Else `en`. JSON, CSV and Excel workbooks keep their English names, which programs read.',
      }),
    ),
    date_format: Type.Optional(
      Type.Enum(['day_month_year', 'month_day_year', 'year_month_day'], {
        description:
          'Of the same: `22 January 2024` in the words of the language, `January 22, 2024` (with `en` alone), or `2024-01-22`. Else `day_month_year`.',
      }),
    ),
    logo: Type.Optional(
      Type.String({
        maxLength: 90_000,
        pattern: '^data:image/(png|svg\\+xml);base64,[A-Za-z0-9+/]+={0,2}$',
        examples: [
          'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
        ],
        description:
          'At the top of PDFs (60 mm wide and 12 mm high at most), e-mails and pages behind links, as a data URL: a PNG of up to 64 kB and 2,000 pixels a side, or an SVG of up to 64 kB. What a PNG holds beside the image is thrown away. An SVG is checked, drawn once, at 300 dots an inch, and kept as that PNG, which answers have. It says how large it is (`viewBox`, or `width` and `height` in pixels, no side more than 20 times the other), has its text as outlines, shapes, gradients, clips and masks alone, nothing that runs, moves, is loaded or refers outside of it, and draws 5,000 elements at most. All that is wrong with it is told at once, as faults of `/logo`.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'How PDFs, e-mails and pages behind links look and read. A report has the branding of the time when its figures were made, in whatever format it is had later; an e-mail that of the time when it is sent, a page that of the time when it is opened.',
  },
);
export type Branding = Static<typeof Branding>;
