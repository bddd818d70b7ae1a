import type { Browser } from 'playwright-core';

/** One browser and how much it printed. It is closed when it is retired and its last page is. */
export interface BrowserLife {
  browser: Browser;
  prints: number;
  open: number;
  /** Opens no more pages. */
  retired: boolean;
  /** Nor are its warm pages used: something hung or died in it. */
  suspect: boolean;
  /** Aborted when the browser is gone: a call into it at that moment may never be answered. */
  gone: AbortSignal;
}

export interface Browsers {
  /** The browser that opens the next page; a new one where the old one is spent, suspect or dead. */
  withRoom: () => Promise<BrowserLife>;
  /** Whether it has printed its share, or is to end for another reason. */
  isSpent: (life: BrowserLife) => boolean;
  /** Opens no more pages in it, and closes it once it has none. */
  retire: (life: BrowserLife) => void;
  close: () => Promise<void>;
}

const begin = (browser: Browser): BrowserLife => {
  const ending = new AbortController();
  browser.once('disconnected', () => ending.abort(new Error('Chromium is gone.')));
  return { browser, prints: 0, open: 0, retired: false, suspect: false, gone: ending.signal };
};

/** One browser at a time, replaced after so many prints, before what it leaks is felt. */
export const createBrowsers = (launch: () => Promise<Browser>, printsPerBrowser: number): Browsers => {
  let current: Promise<BrowserLife> | undefined;

  const isSpent = ({ retired, prints }: BrowserLife): boolean => retired || prints >= printsPerBrowser;

  const retire = (life: BrowserLife): void => {
    life.retired = true;
    if (life.open === 0) void life.browser.close().catch(() => undefined);
  };

  const withRoom = async (): Promise<BrowserLife> => {
    const awaited = (current ??= launch().then(begin));
    const life = await awaited.catch((error: unknown) => {
      if (current === awaited) current = undefined;
      throw error;
    });
    if (life.browser.isConnected() && !isSpent(life)) return life;
    retire(life);
    if (current === awaited) current = undefined;
    return withRoom();
  };

  return {
    withRoom,
    isSpent,
    retire,
    close: async () => {
      const life = await current?.catch(() => undefined);
      await life?.browser.close().catch(() => undefined);
    },
  };
};
