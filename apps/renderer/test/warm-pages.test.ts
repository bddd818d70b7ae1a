import { engineSetting } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLaunchChromium } from '../src/pdf/launch-chromium.ts';
import { createWarmPages, type WarmPages } from '../src/pdf/warm-pages.ts';

const printsPerBrowser = 10;
let pages: WarmPages;

beforeEach(() => {
  const launch = createLaunchChromium({
    executablePath: engineSetting('CHROMIUM_PATH'),
    log: createLogger({ service: 'test', level: 'silent' }),
  });
  pages = createWarmPages({ launch, warm: 2, printsPerBrowser });
});
afterEach(() => pages.close());

/** A page as a tenant's report leaves it. */
const use = async (tenant: string) => {
  const taken = await pages.take(tenant);
  await taken.page.setContent(`<p>the secret of ${tenant}</p>`);
  taken.release('page is well');
  return taken.page;
};

test("a tenant's next report has the page of its last one", async () => {
  const first = await use('ws_a');
  expect((await pages.take('ws_a')).page).toBe(first);
});

test('a page has a new document after eight reports, which keeps nothing of theirs', async () => {
  const first = await use('ws_a');
  for (let print = 1; print < 8; print += 1) expect(await use('ws_a')).toBe(first);
  const { page } = await pages.take('ws_a');
  expect(page).toBe(first);
  expect(await page.content()).not.toContain('the secret of ws_a');
});

test("no page is used for two tenants' reports", async () => {
  const first = await use('ws_a');
  const second = await use('ws_b');
  expect(second).not.toBe(first);
  expect(second.context()).not.toBe(first.context());
});

test('two reports of a tenant at once have a page each', async () => {
  const [one, other] = await Promise.all([pages.take('ws_a'), pages.take('ws_a')]);
  expect(one.page).not.toBe(other.page);
});

test('used pages are kept for as many tenants as there are slots, the last ones', async () => {
  const first = await use('ws_a');
  await use('ws_b');
  const third = await use('ws_c');
  await expect.poll(() => first.isClosed()).toBe(true);
  expect(third.isClosed()).toBe(false);
});

test('a browser that has printed its share ends with the pages kept in it', async () => {
  const { page, release } = await pages.take('ws_a');
  const browser = page.context().browser();
  release('page is well');
  for (let print = 1; print < printsPerBrowser; print += 1) expect(await use('ws_a')).toBe(page);
  const next = await pages.take('ws_a');
  expect(next.page).not.toBe(page);
  next.release('page is well');
  await expect.poll(() => browser?.isConnected()).toBe(false);
});

test('a page or a browser that is not trusted any more is not used again', async () => {
  const { page, release } = await pages.take('ws_a');
  const browser = page.context().browser();
  release('browser is suspect');
  expect(await use('ws_a')).not.toBe(page);
  await expect.poll(() => browser?.isConnected()).toBe(false);
});
