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
    logo: Type.Optional(
      Type.String({
        maxLength: 90_000,
        pattern: '^data:image/png;base64,[A-Za-z0-9+/]+={0,2}$',
        examples: [
          'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
        ],
        description:
          'A PNG of up to 64 kB and 2,000 pixels a side, as a data URL. What it holds beside the image is thrown away. PDFs have it at the top, 12 mm high at most.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'How PDFs and e-mails look. A report has the branding of the time when its figures were made.',
  },
);
export type Branding = Static<typeof Branding>;
