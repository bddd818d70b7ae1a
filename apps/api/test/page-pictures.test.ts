import { fileURLToPath } from 'node:url';
import { createPagePrinter, drawPages, shareDiffering } from '@reports/local-platform/pictures';
import { inLanguage, languageOf } from '@reports/wording';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noFilePage } from '../src/pages/signed-file.ts';
import { askPage, donePage } from '../src/unsubscribe/page.ts';

/** Of a picture's pixels: a line of text that has moved is more. */
const mostDiffering = 0.002;
const branding = { accent_colour: '#7a1fa2' } as const;

let printer: Awaited<ReturnType<typeof createPagePrinter>>;
beforeAll(async () => {
  printer = await createPagePrinter();
});
afterAll(() => printer.close());

test.each([
  ['expired', 'en', () => noFilePage('link_expired', true)],
  ['expired-arabic', 'ar', () => noFilePage('link_expired', true, branding)],
  ['unsubscribe', 'en', () => askPage('head-of-quality@example.com', {})],
  ['unsubscribed', 'en', () => donePage('head-of-quality@example.com', branding)],
] as const)(
  'the page %s looks as its reference picture: REFERENCE_PICTURES=write where a change is meant',
  { timeout: 120_000 },
  async (name, language, compose) => {
    const html = inLanguage(languageOf({ language }), compose);
    const [picture = Buffer.alloc(0)] = await drawPages(await printer.print(html, 640), { dpi: 72, most: 1 });
    const reference = fileURLToPath(new URL(`pictures/page-${name}.png`, import.meta.url));
    const share = await shareDiffering(picture, reference, mostDiffering);
    expect(share, `look at .local/pictures/page-${name}-differs.png`).toBeLessThanOrEqual(mostDiffering);
  },
);
