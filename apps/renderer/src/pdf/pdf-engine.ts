import { createLimitByName, ServiceError } from '@reports/service';
import pLimit from 'p-limit';
import type { Page } from 'playwright-core';
import { countPages } from './count-pages.ts';
import { type ChromiumOptions, createLaunchChromium } from './launch-chromium.ts';
import { unlessAborted } from './unless-aborted.ts';
import { createWarmPages, type PageTrust, type WarmPage } from './warm-pages.ts';
import { watchMemory } from './watch-memory.ts';

export interface PrintedPdf {
  pdf: Buffer;
  pageCount: number;
}

/** What happens to Chromium and its pages, for the metrics. */
export type PdfEvent = 'started' | 'crashed' | 'out_of_memory' | 'timed_out';

export interface PdfLoad {
  slots: number;
  printing: number;
  /** Asked for and not begun. */
  waiting: number;
}

export interface PdfEngine {
  /**
   * Prints a page that needs nothing from outside itself: tagged, with an outline. No two tenants' pages meet. Throws `pdf_engine_missing`,
   * `pdf_engine_failed`, `pdf_engine_crashed`, and what asking again would not change: `pdf_render_timeout`, `pdf_too_large`. Once the signal is aborted its reason is thrown, the
   * page is closed and the slot is free.
   */
  print: (html: string, tenant: string, signal?: AbortSignal) => Promise<PrintedPdf>;
  /** Throws what keeps Chromium from working. */
  check: () => Promise<void>;
  load: () => PdfLoad;
  close: () => Promise<void>;
}

export interface PdfEngineOptions extends ChromiumOptions {
  /** Pages printed at once: one for each core. */
  slots: number;
  /** Of them, how many one tenant may have. */
  slotsPerTenant?: number;
  /** Megabytes that one page may take before it is killed. */
  maxPageMb?: number;
  printsPerBrowser?: number;
  renderTimeoutMs?: number;
  /** Told of what happens to Chromium. */
  onEvent?: (event: PdfEvent) => void;
}

/** Tries at a report that a dying browser takes with it. */
const maxTries = 3;

const printPage = async (page: Page, html: string): Promise<PrintedPdf> => {
  await page.setContent(html, { waitUntil: 'load', timeout: 0 });
  await page.evaluate('document.fonts.ready.then(() => null)');
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  return { pdf, pageCount: countPages(pdf) };
};

/** Aborted after `ms` with `pdf_render_timeout`; `stop` ends the wait. */
const timeLimit = (ms: number) => {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const message = `The PDF was not done after ${ms / 1000} seconds. A shorter period or fewer agents make a smaller report.`;
    controller.abort(new ServiceError({ code: 'pdf_render_timeout', message, fate: 'client' }));
  }, ms);
  return { exceeded: controller.signal, stop: () => clearTimeout(timer) };
};

const tooLarge = (maxMb: number): ServiceError =>
  new ServiceError({
    code: 'pdf_too_large',
    message: `The PDF took more than ${maxMb} MB of memory to print. A shorter period or a filter makes a smaller report; CSV and JSON have no such limit.`,
    fate: 'client',
  });

/**
 * Tags from which on a page is a long print: of seconds, beside which the fifth of a second is little that a Chromium of its own takes to start.
 * QA of 500 agents has 18,000 and takes 0.75 s; coaching that lists all it may, 24,000.
 */
const longPrintTags = 20_000;

const isLongPrint = (html: string): boolean => {
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0 && tags < longPrintTags; at = html.indexOf('<', at + 1)) tags += 1;
  return tags === longPrintTags;
};

/** What a long print's Chromium yields to the others, so that the reports of other tenants take hardly longer beside it. */
const longPrintNice = 5;

/** Chromium as a printer: pages kept warm, a few at once, a browser replaced when it is old or dies. */
export const createPdfEngine = ({
  slots,
  slotsPerTenant = Math.max(1, Math.floor(slots / 2)),
  maxPageMb = 1_024,
  log,
  printsPerBrowser = 100,
  renderTimeoutMs = 120_000,
  onEvent = () => undefined,
  ...chromium
}: PdfEngineOptions): PdfEngine => {
  const launching = (nice: number) => {
    const launch = createLaunchChromium({ log, ...chromium, nice });
    return async () => {
      const browser = await launch();
      onEvent('started');
      return browser;
    };
  };
  const pages = createWarmPages({ launch: launching(0), warm: slots, printsPerBrowser });
  // A Chromium for each: it ends with the print.
  const longPrints = createWarmPages({ launch: launching(longPrintNice), warm: 0, printsPerBrowser: 1 });
  const inSlot = pLimit(slots);
  const inTenantSlot = createLimitByName(slotsPerTenant);
  let lastKilledAt = -Infinity;
  let asked = 0;
  const stopWatching = watchMemory(maxPageMb, {
    isPrinting: () => inSlot.activeCount > 0,
    onKilled: (pid, mb) => {
      lastKilledAt = performance.now();
      onEvent('out_of_memory');
      log.warn({ pid, mb: Math.round(mb), maxPageMb }, 'a page took too much memory and is killed');
    },
  });
  pages.refill();

  /** One try. Undefined where the browser died under it, which another one need not. */
  const attempt = async (
    html: string,
    tenant: string,
    signal: AbortSignal,
  ): Promise<PrintedPdf | undefined> => {
    const limit = timeLimit(renderTimeoutMs);
    const startedAt = performance.now();
    const taking = (isLongPrint(html) ? longPrints : pages).take(tenant);
    let taken: WarmPage | undefined;
    let trust: PageTrust = 'browser is suspect';
    try {
      taken = await unlessAborted(taking, signal, limit.exceeded);
      const printed = await unlessAborted(printPage(taken.page, html), signal, taken.gone, limit.exceeded);
      trust = 'page is well';
      return printed;
    } catch (error) {
      if (signal.aborted) {
        trust = 'browser is well';
        throw signal.reason;
      }
      if (limit.exceeded.aborted) onEvent('timed_out');
      if (error instanceof ServiceError) throw error;
      // Its own page died: not another's, which leaves this one be.
      if (taken?.gone.aborted && lastKilledAt > startedAt) throw tooLarge(maxPageMb);
      onEvent('crashed');
      log.warn({ err: error }, 'Chromium failed in the middle of a report');
      return undefined;
    } finally {
      limit.stop();
      // Also a page that came too late.
      void taking.then((page) => page.release(trust)).catch(() => undefined);
      pages.refill();
    }
  };

  return {
    print: (html, tenant, signal = new AbortController().signal) => {
      asked += 1;
      return unlessAborted(
        inTenantSlot(tenant, () =>
          inSlot(async () => {
            signal.throwIfAborted();
            for (let tries = 0; tries < maxTries; tries += 1) {
              const result = await attempt(html, tenant, signal);
              if (result !== undefined) return result;
            }
            throw new ServiceError({
              code: 'pdf_engine_crashed',
              message: `Chromium failed ${maxTries} times in the middle of this report. Is there enough memory?`,
              fate: 'fault',
            });
          }),
        ),
        signal,
      ).finally(() => (asked -= 1));
    },
    check: pages.check,
    load: () => ({
      slots,
      printing: inSlot.activeCount,
      waiting: Math.max(0, asked - inSlot.activeCount),
    }),
    close: async () => {
      stopWatching();
      await Promise.all([pages.close(), longPrints.close()]);
    },
  };
};
