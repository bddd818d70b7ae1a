import type { CreateReport } from '@reports/client';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createLaunchChromium } from '@reports/renderer/chromium';
import type { Page } from 'playwright-core';
import { connectStageDatabase, connectStageStorage, requestFor } from '../connections.ts';
import { openFreshPage, printBare } from '../bare-pdf.ts';
import { createBareQuery } from '../bare-query.ts';
import { createClient } from '../client.ts';
import { month } from '../data/sizes.ts';
import { smallWorkspace } from '../data/workspaces.ts';
import { chromiumOptions, findEightPages } from '../eight-pages.ts';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/statistics.ts';
import { milliseconds, timeRatio, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

const settleMs = 400;

const measureJson = async (stage: Stage): Promise<Outcome> => {
  const workspace = await smallWorkspace(stage);
  const database = connectStageDatabase(stage);
  const storage = connectStageStorage(stage);
  const client = createClient(stage, workspace);
  const body = { type: 'qa_performance', format: 'json', from: month.from, to: month.to } as const;
  const bare = await createBareQuery(stage, { database, storage }, requestFor(workspace.id, month, body));
  try {
    const rounds = await interleave(
      {
        ours: async () => {
          await client.makeReport(body);
        },
        reference: () => bare.run(),
      },
      { rounds: stage.sizes.rounds * 2 + 1, warmUps: 3, settle: () => wait(settleMs) },
    );
    return {
      measure: 'POST to completed, JSON, minus the bare query',
      ours: milliseconds(median(rounds.ours)),
      reference: milliseconds(median(rounds.reference)),
      result: median(rounds.ours.map((value, round) => value - (rounds.reference[round] ?? Number.NaN))),
      unit: 'ms',
      target: { atMost: 150 },
      note: `qa_performance of ${stage.sizes.smallCalls.toLocaleString('en')} calls, ${stage.sizes.agents.toLocaleString('en')} agents; as the client's clock has it`,
      rounds,
    };
  } finally {
    await Promise.all([bare.close(), database.close()]);
  }
};

const measurePdf = async (stage: Stage): Promise<Outcome> => {
  const database = connectStageDatabase(stage);
  const storage = connectStageStorage(stage);
  const { workspace, request, html, pages } = await findEightPages(stage, { database, storage });
  const client = createClient(stage, workspace);
  const bare = await createBareQuery(stage, { database, storage }, request);
  const browser = await createLaunchChromium(chromiumOptions(stage))();
  const body = {
    type: request.type,
    format: 'pdf',
    from: request.from,
    to: request.to,
    filters: request.filters as NonNullable<CreateReport['filters']>,
  } as const;
  try {
    let used: Page | undefined;
    const rounds = await interleave(
      {
        ours: async () => {
          await client.makeReport(body);
        },
        reference: async () => {
          const startedAt = performance.now();
          await bare.run();
          used = await openFreshPage(browser);
          await printBare(used, html);
          return performance.now() - startedAt;
        },
      },
      {
        rounds: stage.sizes.rounds * 2 + 1,
        warmUps: 3,
        settle: async () => {
          await used?.context().close();
          used = undefined;
          await wait(settleMs);
        },
      },
    );
    return timeRatio(`POST to completed, PDF of ${pages} pages ÷ (bare query + bare render)`, rounds, {
      atMost: 1.5,
      note: `qa_performance; as the client's clock has it`,
    });
  } finally {
    await Promise.all([bare.close(), browser.close(), database.close()]);
  }
};

const inARow = 30;

/** Whether anything is rationed: a client that asks for one report after another gets each as fast as the first. */
const measureRow = async (stage: Stage): Promise<Outcome> => {
  const client = createClient(stage, await smallWorkspace(stage));
  const makeReport = () =>
    client.makeReport({
      type: 'campaign_performance',
      format: 'json',
      from: month.from,
      to: month.to,
    });
  const rounds = await interleave(
    {
      ours: async () => {
        const startedAt = performance.now();
        for (let made = 0; made < inARow; made += 1) await makeReport();
        return (performance.now() - startedAt) / inARow;
      },
      reference: async () => {
        await makeReport();
      },
    },
    { rounds: stage.sizes.rounds, settle: () => wait(settleMs) },
  );
  return timeRatio(`POST to completed, JSON, each of ${inARow} one after another ÷ one by itself`, rounds, {
    atMost: 1.2,
    note: 'campaign_performance; a few hundred milliseconds without a report before the one',
  });
};

/** What the platform adds to a report's own work, from the client's POST to its answer. */
export const latency: Bench = async (stage) => [
  await measureJson(stage),
  await measureRow(stage),
  await measurePdf(stage),
];
