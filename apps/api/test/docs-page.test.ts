import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { engineSetting } from '@reports/local-platform/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Client } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

/** A busy machine takes its time over 5 MB of script. */
const patienceMs = 180_000;
vi.setConfig({ testTimeout: 2 * patienceMs, hookTimeout: patienceMs });

/** Where pictures are left for people to look at, where it is said. */
const pictures = process.env['DOCS_PICTURES'];

let api: TestApi;
let client: Client;
let browser: Browser;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  browser = await chromium.launch({ executablePath: engineSetting('CHROMIUM_PATH') });
});
afterAll(async () => {
  await browser.close();
  await api.stop();
});

/** Opens a page of the API; notes whatever it asks of anybody, and whatever its policy refuses. */
const open = async (path: string, options: Parameters<Browser['newPage']>[0]) => {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(patienceMs);
  const [asked, refused]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  page.on('pageerror', (error) => refused.push(error.message));
  await page.goto(`${client.url}${path}`);
  return { page, asked, refused };
};

/** How many words of the page's text lie in the window and can be seen. */
const wordsInWindow = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (texts.nextNode()) {
    const { parentElement, textContent } = texts.currentNode;
    if (!parentElement?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const { top, bottom, left, right, width } = range.getBoundingClientRect();
    if (width === 0 || bottom < 0 || top > innerHeight || right < 0 || left > innerWidth) continue;
    words += (textContent ?? '').split(/\\s+/).filter(Boolean).length;
  }
  return words;
})()`;

const takePicture = async (page: Page, name: string): Promise<void> => {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, `file://${pictures}/`)) });
};

describe.for([
  ['desktop', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['desktop-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true }],
] as const)('/docs as %s', ([name, options]) => {
  test('shows the reference and the guides, and asks nothing of another server', async () => {
    const { page, asked, refused } = await open('/docs', options);
    await page.getByRole('heading', { name: 'Reports API' }).first().waitFor();
    await page.getByText('Your first report').first().waitFor({ state: 'attached' });
    await page.evaluate('document.fonts.ready');
    await takePicture(page, name);
    // A picture that is blank has one colour; a page that did not render is as high as its window, and has few words.
    const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
    expect(height).toBeGreaterThan(3 * options.viewport.height);
    expect(Number(await page.evaluate(wordsInWindow))).toBeGreaterThan(30);
    expect((await page.screenshot({ type: 'png' })).length).toBeGreaterThan(20_000);
    const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
    expect(width).toBeLessThanOrEqual(options.viewport.width);
    await page.evaluate(
      'document.querySelector(\'[id*="createReport" i], [id*="v1/reports" i]\')?.scrollIntoView()',
    );
    await page.getByText('Test Request').first().waitFor({ state: 'attached' });
    await takePicture(page, `${name}-operation`);
    const others = asked.filter((url) => !url.startsWith(client.url) && !/^(?:data|blob):/.test(url));
    expect(others).toEqual([]);
    expect(refused).toEqual([]);
    const isDark = await page.evaluate('document.body.classList.contains("dark-mode")');
    expect(isDark).toBe(options.colorScheme === 'dark');
    const kept = await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(String(kept)).not.toMatch(/nl_|token|bearer/i);
    await page.close();
  });
});
