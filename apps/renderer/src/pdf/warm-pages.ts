import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { createBrowsers, type BrowserLife } from './browsers.ts';

export interface WarmPage {
  page: Page;
  alive: () => boolean;
  /** Rejects when the page or its browser dies. */
  gone: Promise<never>;
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
  pagesPerBrowser: number;
}

const closeTimeoutMs = 5_000;

const openIn = async ({ browser, gone }: BrowserLife): Promise<Page> => {
  const opening = async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    const page = await context.newPage();
    // The first call into a page sets up what later ones use: 20 ms that a report need not wait for.
    await page.evaluate('null');
    return page;
  };
  return Promise.race([opening(), gone]);
};

/** Keeps fresh pages ready, each in a context of its own, so that a report neither waits for one nor sees another's. */
export const createWarmPages = ({ launch, warm, pagesPerBrowser }: WarmPagesOptions): WarmPages => {
  const browsers = createBrowsers(launch, pagesPerBrowser);
  let ready: Promise<WarmPage>[] = [];
  let closed = false;

  const leave = (life: BrowserLife, suspect: boolean): void => {
    life.open -= 1;
    if (suspect) life.suspect = true;
    if (suspect || life.retired) browsers.retire(life);
  };

  const warmPage = (page: Page, life: BrowserLife): WarmPage => {
    const crashed = new Promise<never>((_, reject) => {
      page.once('crash', () => {
        life.suspect = true;
        reject(new Error('The page crashed.'));
      });
    });
    const gone = Promise.race([crashed, life.gone]);
    gone.catch(() => undefined);
    return {
      page,
      gone,
      alive: () => !life.suspect && life.browser.isConnected() && !page.isClosed(),
      release: async (trust) => {
        const closing = page.context().close();
        // A browser that hangs does not even close a page: it is left to the browser's own end.
        await Promise.race([closing, wait(closeTimeoutMs, undefined, { ref: false }), life.gone]).catch(
          () => undefined,
        );
        leave(life, trust === 'browser is suspect');
      },
    };
  };

  const open = async (): Promise<WarmPage> => {
    const life = await browsers.withRoom();
    life.opened += 1;
    life.open += 1;
    try {
      return warmPage(await openIn(life), life);
    } catch (error) {
      leave(life, true);
      throw error;
    }
  };

  return {
    take: async () => {
      for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
        const page = await next.catch(() => undefined);
        if (page?.alive() === true) return page;
        void page?.release('browser is suspect');
      }
      return open();
    },
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
      await browsers.withRoom();
    },
    close: async () => {
      closed = true;
      await browsers.close();
    },
  };
};
