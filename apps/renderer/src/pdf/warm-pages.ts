import type { Browser, Page } from 'playwright-core';
import { createBrowsers, type BrowserLife } from './browsers.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What a page may still be used for, once a report is done with it. */
export type PageTrust = 'page is well' | 'browser is well' | 'browser is suspect';

export interface WarmPage {
  page: Page;
  /** Aborted when the page or its browser dies. */
  gone: AbortSignal;
  /** Keeps a page that is well for its tenant's next report; any other one goes, and a browser that is suspect with it. */
  release: (trust: PageTrust) => void;
}

export interface WarmPages {
  /** A page of its own context that no other tenant's report has used. */
  take: (tenant: string) => Promise<WarmPage>;
  /** Opens pages ahead of need, up to the number that is kept warm. */
  refill: () => void;
  /** Throws what keeps the browser from starting. */
  check: () => Promise<void>;
  close: () => Promise<void>;
}

interface WarmPagesOptions {
  launch: () => Promise<Browser>;
  /** Fresh pages kept open ahead of need, and as many used ones kept for their tenants. */
  warm: number;
  printsPerBrowser: number;
}

interface OpenPage {
  page: Page;
  life: BrowserLife;
  gone: AbortSignal;
  prints: number;
}

/** A page between two reports of one tenant. */
interface KeptPage {
  open: OpenPage;
  tenant: string;
  /** Whether it can be printed on; false where the page does not answer. */
  isReady: Promise<boolean>;
}

const closeTimeoutMs = 5_000;

/** Reports that are written into one document. */
const printsPerDocument = 8;

/** The first call into a document sets up what later ones use: 20 ms that a report need not wait for. */
const prepare = (page: Page): Promise<unknown> => page.evaluate('null');

const openIn = async ({ browser, gone }: BrowserLife): Promise<Page> => {
  const opening = async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    const page = await context.newPage();
    await prepare(page);
    return page;
  };
  return unlessAborted(opening(), gone);
};

/**
 * Gives a page a new document. One that is only written again keeps the fonts of all that it held, and each report of many scripts takes
 * 2 ms longer than the one before it; a new document takes as long as the fonts of eight.
 */
const renew = async ({ page, gone }: OpenPage): Promise<boolean> => {
  const renewing = page.goto('about:blank').then(() => prepare(page));
  return unlessAborted(renewing, gone, AbortSignal.timeout(closeTimeoutMs)).then(
    () => true,
    () => false,
  );
};

const isUsable = ({ page, life }: OpenPage): boolean =>
  !life.suspect && life.browser.isConnected() && !page.isClosed();

/**
 * Keeps pages ready, each in a context of its own, so that a report neither waits for one nor sees another tenant's. A page that a
 * tenant's report has used prints the tenant's next one: opening another costs a process, half of what printing does.
 */
export const createWarmPages = ({ launch, warm, printsPerBrowser }: WarmPagesOptions): WarmPages => {
  const browsers = createBrowsers(launch, printsPerBrowser);
  let ready: Promise<OpenPage>[] = [];
  let kept: KeptPage[] = [];
  let closed = false;

  const leave = (life: BrowserLife, suspect: boolean): void => {
    life.open -= 1;
    if (suspect) life.suspect = true;
    if (suspect || browsers.isSpent(life)) browsers.retire(life);
  };

  /** Throws a page away with all that it knew. */
  const discard = async ({ page, life }: OpenPage, suspect = false): Promise<void> => {
    // A browser that hangs does not even close a page: it is left to the browser's own end.
    const closing = unlessAborted(page.context().close(), life.gone, AbortSignal.timeout(closeTimeoutMs));
    await closing.catch(() => undefined);
    leave(life, suspect);
  };

  /** Lets go of pages that are not to be used again, so that a browser that has printed its share can end. */
  const letGo = (): void => {
    const usable = kept.filter(({ open }) => isUsable(open) && !browsers.isSpent(open.life));
    const staying = new Set(usable.slice(Math.max(0, usable.length - warm)));
    for (const page of kept) if (!staying.has(page)) void discard(page.open, !isUsable(page.open));
    kept = [...staying];
  };

  const keep = (open: OpenPage, tenant: string): void => {
    const isReady = open.prints % printsPerDocument === 0 ? renew(open) : Promise.resolve(true);
    kept.push({ open, tenant, isReady });
    letGo();
  };

  /** The page that the tenant's last report used. */
  const takeKept = async (tenant: string): Promise<OpenPage | undefined> => {
    letGo();
    const found = kept.findLast((page) => page.tenant === tenant);
    if (!found) return undefined;
    kept = kept.filter((page) => page !== found);
    if (await found.isReady) return found.open;
    void discard(found.open, true);
    return undefined;
  };

  const takeReady = async (): Promise<OpenPage | undefined> => {
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      const page = await next.catch(() => undefined);
      if (!page) continue;
      if (isUsable(page)) return page;
      void discard(page, true);
    }
    return undefined;
  };

  const open = async (): Promise<OpenPage> => {
    const life = await browsers.withRoom();
    life.open += 1;
    try {
      const page = await openIn(life);
      const ending = new AbortController();
      page.once('crash', () => {
        life.suspect = true;
        ending.abort(new Error('The page crashed.'));
      });
      return { page, life, gone: AbortSignal.any([ending.signal, life.gone]), prints: 0 };
    } catch (error) {
      leave(life, true);
      throw error;
    }
  };

  return {
    take: async (tenant) => {
      const taken = (await takeKept(tenant)) ?? (await takeReady()) ?? (await open());
      taken.life.prints += 1;
      taken.prints += 1;
      return {
        page: taken.page,
        gone: taken.gone,
        release: (trust) => {
          if (trust === 'page is well' && !closed) keep(taken, tenant);
          else void discard(taken, trust === 'browser is suspect');
        },
      };
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
