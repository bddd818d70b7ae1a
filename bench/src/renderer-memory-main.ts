/**
 * Renders one dataset as the renderer does, in a process of its own, and prints its resident memory: `idleBytes` when it
 * has nothing to do, `peakBytes` at the highest while it renders. Takes `{ request, dataset }` as JSON; reads storage's
 * settings from the environment. Linux alone: the kernel keeps the peak.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createActivities } from '@reports/renderer/activities';
import { createFontLibrary } from '@reports/renderer/fonts';
import type { DatasetReference, ReportRequest } from '@reports/contracts';
import { anAttempt, connectStageStorage, quietLog } from './connections.ts';

const { request, dataset } = JSON.parse(process.argv[2] ?? '') as {
  request: ReportRequest;
  dataset: DatasetReference;
};

/** A line of /proc/self/status, in bytes. */
const memoryOf = (name: 'VmRSS' | 'VmHWM'): number => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(found?.[1]) * 1024;
};

/** The peak counts from now. */
const forgetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5');

const storage = connectStageStorage({ setting: (name) => process.env[name] ?? '' });
const activities = createActivities({
  storage,
  fonts: createFontLibrary(),
  log: quietLog,
  currentAttempt: anAttempt,
  pdfEngine: {
    print: () => Promise.reject(new Error('No PDF is asked for')),
    load: () => ({ slots: 1, printing: 0, waiting: 0 }),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  },
});

// Idle, and awake: the code is loaded and compiled, connections to storage are open.
const first = await storage.get(dataset.rowsKey, { range: { offset: 0, length: 64 * 1024 } });
const sample = Buffer.concat(await first.toArray());
const rowsKey = `${dataset.rowsKey}.sample-${process.pid}`;
const { bytes: rowsBytes } = await storage.put(
  rowsKey,
  sample.subarray(0, sample.lastIndexOf('\n') + 1),
  'text/csv',
);
const small = await activities.renderReport({ request, dataset: { ...dataset, rowsKey, rowsBytes } });
await wait(500);

const idleBytes = memoryOf('VmRSS');
forgetPeak();
const large = await activities.renderReport({ request, dataset });
process.stdout.write(JSON.stringify({ idleBytes, peakBytes: memoryOf('VmHWM') }));
for (const key of [rowsKey, small.key, large.key]) await storage.remove(key);
process.exit(0);
