import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createActivities } from '@reports/renderer/activities';
import { createLaunchChromium } from '@reports/renderer/chromium';
import { createFontLibrary } from '@reports/renderer/fonts';
import type { Page } from 'playwright-core';
import { anAttempt, connectStageDatabase, connectStageStorage, quietLog } from '../connections.ts';
import { openFreshPage, printBare } from '../bare-pdf.ts';
import { chromiumOptions, createStageEngine, findEightPages } from '../eight-pages.ts';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/statistics.ts';
import { ratioOfRounds, timeRatio, type Outcome } from '../results/outcome.ts';
import type { Bench } from './bench.ts';

/** Enough for a page to be opened ahead of the next report, and for the last one to be cleared away. */
const settleMs = 400;
const printsPerSlot = 8;

/** Does `count` pieces of work with so many workers, each of which takes the next when it is done. */
const inWorkers = async (
  workers: number,
  count: number,
  work: (worker: number) => Promise<unknown>,
): Promise<void> => {
  let taken = 0;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      while (taken < count) {
        taken += 1;
        await work(worker);
      }
    }),
  );
};

/** An 8-page PDF alone, and as many as the slots can make, against Playwright without anything around it. */
export const pdf: Bench = async (stage) => {
  const slots = availableParallelism();
  const database = connectStageDatabase(stage);
  const storage = connectStageStorage(stage);
  const fonts = createFontLibrary();
  const { request, dataset, html, pages } = await findEightPages(stage, { database, storage, fonts });
  const pdfEngine = createStageEngine(stage, slots);
  const browser = await createLaunchChromium(chromiumOptions(stage))();
  const activities = createActivities({
    storage,
    pdfEngine,
    fonts,
    log: quietLog,
    currentAttempt: anAttempt,
  });
  const render = () => activities.renderReport({ request, dataset });
  try {
    let used: Page | undefined;
    const alone = await interleave(
      {
        ours: async () => {
          await render();
        },
        reference: async () => {
          const startedAt = performance.now();
          used = await openFreshPage(browser);
          await printBare(used, html);
          return performance.now() - startedAt;
        },
      },
      {
        rounds: Math.max(stage.sizes.rounds, stage.sizes.rounds * 3 - 6),
        warmUps: 3,
        settle: async () => {
          await used?.context().close();
          used = undefined;
          await wait(settleMs);
        },
      },
    );

    let pool: Page[] = [];
    const count = slots * printsPerSlot;
    const busy = await interleave(
      {
        // As many again are composed or stored meanwhile: the renderer takes eight for each slot.
        ours: () => inWorkers(slots * 2, count, render),
        // Pages of this round's own: a page that is only written again gets slower with each print.
        reference: async () => {
          pool = await Promise.all(Array.from({ length: slots }, () => openFreshPage(browser)));
          const startedAt = performance.now();
          await inWorkers(slots, count, (worker) => printBare(pool[worker] as Page, html));
          return performance.now() - startedAt;
        },
      },
      {
        rounds: stage.sizes.rounds,
        settle: async () => {
          await Promise.all(pool.map((page) => page.context().close()));
          pool = [];
          await wait(settleMs);
        },
      },
    );
    const perSecond = (ms: number) => `${((count / ms) * 1_000).toFixed(2)}/s`;
    const throughput: Outcome = {
      measure: 'PDFs a second with all slots busy ÷ a bare pool of as many pages',
      ours: perSecond(median(busy.ours)),
      reference: perSecond(median(busy.reference)),
      result: ratioOfRounds(busy.reference, busy.ours),
      unit: '',
      target: { atLeast: 0.9 },
      note: `${slots} slots, ${count} reports of ${pages} pages a round, of one workspace that may have all slots`,
      rounds: busy,
    };
    return [
      timeRatio(
        `PDF of ${pages} pages, render activity ÷ bare page.pdf() of the same HTML, fresh context`,
        alone,
        {
          atMost: 1.05,
          note: 'ours reads the dataset, composes the page, prints, counts pages, stores; one at a time',
        },
      ),
      throughput,
    ];
  } finally {
    await Promise.all([pdfEngine.close(), browser.close(), database.close()]);
  }
};
