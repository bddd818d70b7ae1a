import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into a process before its program (`node --import`): tells its parent for how long the event loop was held since the
 * last question. `cpuMs` is what the thread worked between two turns of a timer: unlike the delay, it does not grow
 * when other processes have the cores.
 */
export interface EventLoopHold {
  delayMs: number;
  cpuMs: number;
}

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let cpuMs = 0;
const workedMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
let before = workedMs();
const tick = () => {
  const now = workedMs();
  cpuMs = Math.max(cpuMs, now - before);
  before = now;
};
setInterval(tick, 1).unref();

process.on('message', () => {
  tick();
  process.send?.({ delayMs: delay.max / 1e6, cpuMs } satisfies EventLoopHold);
  delay.reset();
  cpuMs = 0;
});
process.channel?.unref();
