import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectGarbage, inspectorUrl } from '../support/inspector.ts';
import { slopeOf } from '../support/slope.ts';

test('the slope is that of the line, whatever the noise that adds up to nothing', () => {
  const number = fc.integer({ min: -1_000, max: 1_000 });
  fc.assert(
    fc.property(number, number, number, fc.integer({ min: 2, max: 50 }), (start, slope, noise, half) => {
      const line = Array.from({ length: 2 * half }, (_, place) => start + slope * place);
      expect(slopeOf(line)).toBeCloseTo(slope, 6);
      // Up and down alike on both sides of the middle.
      const noisy = line.map(
        (value, place) => value + (Math.min(place, 2 * half - 1 - place) % 2 === 0 ? noise : -noise),
      );
      expect(slopeOf(noisy)).toBeCloseTo(slope, 6);
    }),
  );
});

/** A process that makes megabytes of garbage a turn on its main thread and on a worker's, and keeps 2 MB a turn where it is told to. A turn is a SIGUSR2. */
const program = `
  import { isMainThread, parentPort, Worker } from 'node:worker_threads';
  const kept = [];
  const turn = (leaks) => {
    for (let number = 0; number < 10; number += 1) Array.from({ length: 10_000 }, (_, index) => ({ index, number }));
    if (leaks) kept.push(Buffer.alloc(1_000_000), Array.from({ length: 25_000 }, (_, index) => ({ index, kept: kept.length })));
  };
  const where = process.env.LEAK ?? '';
  if (isMainThread) {
    // Whoever started it is gone.
    process.stdin.on('end', () => process.exit()).resume();
    const worker = new Worker(new URL(import.meta.url));
    process.on('SIGUSR2', () => {
      turn(where === 'main');
      worker.postMessage('');
    });
    worker.on('message', (text) => process.stdout.write(text));
  } else {
    parentPort.on('message', () => {
      turn(where === 'worker');
      parentPort.postMessage('turned ');
    });
    parentPort.postMessage('ready ');
  }`;

const said = async (child: ChildProcess): Promise<void> => {
  await once(child.stdout as NodeJS.ReadableStream, 'data');
};

/** What it has grown by for a turn, once garbage is collected. */
const growth = async (leak: string): Promise<{ slope: number; workers: number }> => {
  const url = `data:text/javascript,${encodeURIComponent(program)}`;
  const child = spawn(
    process.execPath,
    ['--inspect=127.0.0.1:0', '--input-type=module', '-e', `await import(${JSON.stringify(url)})`],
    {
      env: { PATH: process.env['PATH'], LEAK: leak },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let log = '';
  child.stderr.on('data', (data) => (log += String(data)));
  try {
    await said(child);
    const samples: number[] = [];
    let workers = 0;
    for (let turn = 0; turn < 10; turn += 1) {
      const turned = said(child);
      child.kill('SIGUSR2');
      await turned;
      const memory = await collectGarbage(inspectorUrl(log));
      samples.push(memory.liveMb);
      ({ workers } = memory);
    }
    return { slope: slopeOf(samples.slice(2)), workers };
  } finally {
    child.kill();
    await once(child, 'exit');
  }
};

test.each(['main', 'worker'])(
  'a leak of two megabytes on the %s thread is seen, under all garbage',
  async (thread) => {
    const { slope, workers } = await growth(thread);
    expect(workers).toBe(1);
    expect(slope).toBeGreaterThan(1);
  },
);

test('garbage alone is no growth', async () => {
  const { slope } = await growth('');
  // A collection may let go of code that has long not run.
  expect(Math.abs(slope)).toBeLessThan(0.5);
});

test('a log without an inspector is said to have none', () => {
  expect(() => inspectorUrl('{"msg":"the api starts"}')).toThrow('The log names no inspector');
});
