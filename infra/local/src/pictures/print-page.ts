import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { engineSetting } from '../testing/test-engines.ts';

const family = 'Noto Sans of pictures';

const arabic = 'unicode-range: U+600-6FF, U+FB50-FDFF, U+FE70-FEFC;';

const face = (file: string, weight: string, range = ''): string => {
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(`@fontsource/${file}.woff2`)));
  const source = `url(data:font/woff2;base64,${bytes.toString('base64')})`;
  return `@font-face { font-family: '${family}'; font-weight: ${weight}; src: ${source}; ${range} }`;
};

/** Pages and mails name the fonts of whoever reads them: here all have the same, on every machine. */
const fonts = (): string =>
  [
    face('noto-sans/files/noto-sans-latin-400-normal', '400'),
    face('noto-sans/files/noto-sans-latin-600-normal', '600 700'),
    face('noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal', '400', arabic),
    face('noto-sans-arabic/files/noto-sans-arabic-arabic-600-normal', '600 700', arabic),
    `* { font-family: '${family}' !important; }`,
  ].join('\n');

/** Chromium that prints what is meant for a screen as one PDF page, for `drawPages`. */
export const createPagePrinter = async () => {
  const browser = await chromium.launch({ executablePath: engineSetting('CHROMIUM_PATH') });
  return {
    /** `width` in CSS pixels; the page is as high as what it holds. */
    print: async (html: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Buffer> => {
      const page = await browser.newPage({ viewport: { width, height: 600 }, offline: true });
      try {
        await page.emulateMedia({ media: 'screen', colorScheme });
        await page.setContent(html, { waitUntil: 'load' });
        await page.addStyleTag({ content: fonts() });
        await page.evaluate('document.fonts.ready.then(() => null)');
        const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
        return await page.pdf({ width: `${width}px`, height: `${height + 1}px`, printBackground: true });
      } finally {
        await page.close();
      }
    },
    close: () => browser.close(),
  };
};
