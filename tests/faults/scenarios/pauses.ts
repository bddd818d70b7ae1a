import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RecordOf } from '@reports/contracts';
import { draw } from '../../support/draw.ts';
import { januaryEvaluations } from '../../support/january.ts';
import { createLook } from '../../support/look-at-report.ts';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { signal } from '../../support/processes.ts';
import type { Scenario } from './scenario.ts';

const kinds = ['aggregator', 'renderer'] as const;

/** Enough checks for a `rows.csv` that goes up in parts. */
const checks = 12_000;
const words = 'The terms were read, and the customer said yes. ';

const check = (number: number, detail: string): RecordOf<'compliance_checks'> => ({
  check_id: `check_${number}`,
  call_id: `call_${number}`,
  campaign_id: `cmp_${number % 7}`,
  agent_id: `agt_${number % 40}`,
  checked_at: new Date(Date.parse('2024-01-01T08:00:00Z') + number * 120_000).toISOString(),
  check: 'Terms',
  passed: false,
  severity: 'high',
  detail,
});

/** Two of each format; those of compliance are long. */
const asked = [
  { type: 'compliance_audit', format: 'csv' },
  { type: 'compliance_audit', format: 'json' },
  { type: 'qa_performance', format: 'json' },
  { type: 'qa_performance', format: 'pdf' },
].map((report) => ({ ...report, from: '2024-01-01', to: '2024-01-31' }));

export interface PauseFigures {
  rounds: number;
  reports: number;
  pauses: number;
  /** Those longer than the ten seconds after which Temporal gives an activity to another worker. */
  longPauses: number;
  /** Reports that do not agree with themselves, and in what. */
  faults: string[];
}

/**
 * Rounds of reports while workers are paused and go on: two aggregators and two renderers, each stopped with SIGSTOP at a moment and
 * for a time that the seed decides, while records are corrected, so that every attempt finds other figures. Then of every report its
 * file, as a client downloads it, its row and its dataset are held against each other.
 */
export const playPauseRounds = async (
  platform: TestPlatform,
  { rounds, lanes, seed }: { rounds: number; lanes: number; seed: number },
): Promise<PauseFigures> => {
  const client = await platform.createWorkspace('Pauses');
  const evaluations = januaryEvaluations();
  await client.send('evaluations', evaluations);
  for (let first = 0; first < checks; first += 6_000) {
    await client.send(
      'compliance_checks',
      Array.from({ length: 6_000 }, (_, index) => check(first + index, words.repeat(8))),
    );
  }
  const seconds = await Promise.all(kinds.map((kind) => startSecond(platform, kind)));
  const firsts = kinds.map((kind) => platform.pid(kind));
  const workers = Object.fromEntries(
    kinds.map((kind, index) => [kind, [() => platform.pid(kind), () => seconds[index]?.pid ?? 0]]),
  ) as Record<(typeof kinds)[number], (() => number)[]>;
  const held = new Map<number, number>();
  const figures: PauseFigures = { rounds: 0, reports: 0, pauses: 0, longPauses: 0, faults: [] };
  const made: string[] = [];

  const pause = async (pid: number, ms: number): Promise<void> => {
    const holders = (held.get(pid) ?? 0) + 1;
    held.set(pid, holders);
    figures.pauses += 1;
    if (ms > 10_000) figures.longPauses += 1;
    signal(pid, 'SIGSTOP');
    await wait(ms);
    held.set(pid, (held.get(pid) ?? 1) - 1);
    if (held.get(pid) === 0) signal(pid, 'SIGCONT');
  };

  const play = async (round: number): Promise<void> => {
    const posted = await Promise.all(asked.map((report) => client.post(report)));
    made.push(...posted.map(({ report_id }) => report_id));
    const pausing = kinds.map(async (kind) => {
      const drawn = (what: string) => draw(`${seed}/${round}/${kind}/${what}`);
      const worker = workers[kind][drawn('worker') < 0.5 ? 0 : 1];
      await wait(drawn('when') * (kind === 'aggregator' ? 500 : 1_500));
      await pause(worker?.() ?? 0, 1_000 + drawn('how long') * 15_000);
    });
    await wait(200);
    const number = Math.floor(draw(`${seed}/${round}/correction`) * checks);
    await client.send('compliance_checks', [check(number, `${words}Corrected in round ${round}.`)]);
    await client.send(
      'evaluations',
      evaluations.slice(round % 842, (round % 842) + 1).map((each) => ({ ...each, score: round % 100 })),
    );
    await Promise.all(pausing);
    for (const { report_id } of posted) await client.finished(report_id);
    figures.rounds += 1;
  };

  try {
    let next = 0;
    const lane = async () => {
      while (next < rounds) await play(next++);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    // Nothing restarts the second ones, and the first ones keep their ids.
    for (const [index, kind] of kinds.entries()) {
      if (seconds[index]?.exitCode !== null) figures.faults.push(`the second ${kind} ended`);
      if (platform.pid(kind) !== firsts[index]) figures.faults.push(`the first ${kind} ended`);
    }
    // What a worker that woke up would still write, it writes now.
    await wait(5_000);
    const look = createLook(platform, client);
    for (const reportId of made) figures.faults.push(...(await look.at(reportId)));
    figures.reports = made.length;
    await look.close();
  } finally {
    for (const child of seconds) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    for (const [pid, holders] of held) if (holders > 0) signal(pid, 'SIGCONT');
  }
  return figures;
};

/** Another worker of a kind; resolves when it polls. */
const startSecond = async (
  { environment }: TestPlatform,
  service: (typeof kinds)[number],
): Promise<ChildProcess> => {
  const entry = fileURLToPath(new URL(`../../../apps/${service}/src/main.ts`, import.meta.url));
  const { DATABASE_OWNER_URL: _owner, ...settings } = environment;
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH, ...settings, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The second ${service} ended.`)));
    lines.on('line', (line) => line.includes('the worker polls') && resolve());
  });
  return child;
};

/** Two hundred rounds, unless fewer are asked for: 800 reports, 400 pauses. */
export const pauses: Scenario = async ({ seed, size = 200 }) => {
  const platform = await startTestPlatform({ RATE_LIMIT_PER_MINUTE: '100000' });
  try {
    const { faults, ...figures } = await playPauseRounds(platform, { rounds: size, lanes: 8, seed });
    if (figures.rounds < size) faults.push(`${size - figures.rounds} rounds did not end`);
    return { figures: { ...figures }, faults };
  } finally {
    await platform.stop();
  }
};
