import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

/** One browser and the pages it opened. It is closed when it is retired and its last page is. */
interface Generation {
  browser: Browser;
  opened: number;
  open: number;
  /** Opens no more pages. */
  retired: boolean;
  /** Nor are its warm pages used: something hung or died in it. */
  suspect: boolean;
}

export interface WarmPage {
  page: Page;
  /** False once the browser or the page died under it. */
  alive: () => boolean;
  /** Throws the page away with all that it knew; the browser too where it is not to be trusted any more. */
  release: (trust: 'browser is well' | 'browser is suspect') => Promise<void>;
}

export interface WarmPages {
  take: () => Promise<WarmPage>;
  /** Opens pages ahead of need, up to the number that is kept warm. */
  refill: () => void;
  /** Throws what keeps the browser from starting. */
  check: () => Promise<void>;
  close: () => Promise<void>;
}

interface WarmPagesOptions {
  launch: () => Promise<Browser>;
  /** Pages kept open ahead of need. */
  warm: number;
  /** A browser is replaced after so many pages, before what it leaks is felt. */
  pagesPerBrowser: number;
}

const closeTimeoutMs = 5_000;

/** Keeps fresh pages ready, each in a context of its own, so that a report neither waits for one nor sees another's. */
export const createWarmPages = ({ launch, warm, pagesPerBrowser }: WarmPagesOptions): WarmPages => {
  let current: Promise<Generation> | undefined;
  let ready: Promise<WarmPage>[] = [];
  let closed = false;

  const retire = (generation: Generation): void => {
    generation.retired = true;
    if (generation.open === 0) void generation.browser.close().catch(() => undefined);
  };

  const start = async (): Promise<Generation> => ({
    browser: await launch(),
    opened: 0,
    open: 0,
    retired: false,
    suspect: false,
  });

  const generationWithRoom = async (): Promise<Generation> => {
    const starting = (current ??= start());
    try {
      const generation = await starting;
      if (generation.browser.isConnected() && !generation.retired && generation.opened < pagesPerBrowser) {
        return generation;
      }
      retire(generation);
    } catch (error) {
      if (current === starting) current = undefined;
      throw error;
    }
    if (current === starting) current = undefined;
    return generationWithRoom();
  };

  const open = async (): Promise<WarmPage> => {
    const generation = await generationWithRoom();
    generation.opened += 1;
    generation.open += 1;
    let crashed = false;
    const release: WarmPage['release'] = async (trust) => {
      if (trust === 'browser is suspect') {
        generation.suspect = true;
        generation.retired = true;
      }
      // A browser that hangs does not even close a page: it is left to the browser's own end.
      await Promise.race([
        page
          ?.context()
          .close()
          .catch(() => undefined),
        wait(closeTimeoutMs, undefined, { ref: false }),
      ]);
      generation.open -= 1;
      if (generation.retired) retire(generation);
    };
    let page: Page | undefined;
    try {
      const context = await generation.browser.newContext({ javaScriptEnabled: false, offline: true });
      page = await context.newPage();
      page.on('crash', () => {
        crashed = true;
      });
      // The first call into a page sets up what later ones use: 20 ms that a report need not wait for.
      await page.evaluate('null');
      const opened = page;
      return {
        page: opened,
        release,
        alive: () =>
          !crashed && !generation.suspect && generation.browser.isConnected() && !opened.isClosed(),
      };
    } catch (error) {
      await release('browser is suspect');
      throw error;
    }
  };

  const take = async (): Promise<WarmPage> => {
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      const page = await next.catch(() => undefined);
      if (page?.alive() === true) return page;
      if (page !== undefined) void page.release('browser is suspect');
    }
    return open();
  };

  return {
    take,
    refill: () => {
      if (closed) return;
      while (ready.length < warm) {
        const opening = open();
        // A page that cannot be opened now is asked for again by the report that needs it, which hears why.
        opening.catch(() => {
          ready = ready.filter((page) => page !== opening);
        });
        ready.push(opening);
      }
    },
    check: async () => {
      await generationWithRoom();
    },
    close: async () => {
      closed = true;
      const generation = await current?.catch(() => undefined);
      await generation?.browser.close().catch(() => undefined);
    },
  };
};
