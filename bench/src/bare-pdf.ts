import type { Browser, Page } from 'playwright-core';

/** A context of its own, as a report gets one. */
export const openFreshPage = async (browser: Browser): Promise<Page> => {
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  return context.newPage();
};

/** Playwright's `page.pdf()` of a page, with the renderer's options and nothing else. */
export const printBare = async (page: Page, html: string): Promise<Buffer> => {
  await page.setContent(html, { waitUntil: 'load' });
  await page.evaluate('document.fonts.ready.then(() => null)');
  return page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
};
