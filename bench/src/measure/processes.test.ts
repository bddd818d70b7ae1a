import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { forgetPeakMemory, peakMegabytes, processorMs } from './processes.ts';

/** Works for 300 ms of processor time, then says so and waits. */
const busy = `const start = process.cpuUsage(); const used = () => { const { user, system } = process.cpuUsage(start); return (user + system) / 1000 };
while (used() < 300); process.stdout.write('done'); setInterval(() => {}, 1000);`;

/** Hands over the id of a process of Node with these words, once it has said something, and ends it afterwards. */
const whileRunning = async (words: string[], use: (pid: number) => void | Promise<void>): Promise<void> => {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    await use(child.pid ?? 0);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
};

test.runIf(process.platform === 'linux')(
  'a process is charged with what its children do, living or over, and its peak is forgotten on demand',
  () =>
    whileRunning(
      [
        '-e',
        `const { spawn, spawnSync } = require('node:child_process');
         spawnSync(process.execPath, ['-e', ${JSON.stringify(busy.replace(/setInterval.*/, ''))}]);
         let held = Buffer.alloc(200e6, 1); held = undefined;
         const living = spawn(process.execPath, ['-e', ${JSON.stringify(busy)}]);
         living.stdout.once('data', () => process.stdout.write('done'));
         process.on('SIGTERM', () => { living.kill(); process.exit(); });`,
      ],
      (pid) => {
        const { it: cpuMs = 0 } = processorMs({ it: pid });
        expect(cpuMs).toBeGreaterThanOrEqual(580);
        expect(cpuMs).toBeLessThan(5_000);
        expect(peakMegabytes(pid)).toBeGreaterThan(200);
      },
    ),
);

test.runIf(process.platform === 'linux')('the peak of memory is counted from there on', () =>
  whileRunning(
    [
      '--expose-gc',
      '-e',
      "let held = Buffer.alloc(200e6, 1); held = undefined; gc(); process.stdout.write('done'); setInterval(() => {}, 1000);",
    ],
    async (pid) => {
      expect(peakMegabytes(pid)).toBeGreaterThan(200);
      // V8 gives a buffer's memory back in the background.
      await vi.waitFor(() => {
        forgetPeakMemory(pid);
        expect(peakMegabytes(pid)).toBeLessThan(150);
      });
    },
  ),
);
