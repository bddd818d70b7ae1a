import { readdirSync, readFileSync } from 'node:fs';

const everyMs = 250;

interface Candidate {
  pid: number;
  parent: number;
}

const readProcess = (pid: number): Candidate | undefined => {
  try {
    // The name in brackets may hold anything: what follows its last bracket is the state and the parent.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid, parent: Number(parent) };
  } catch {
    return undefined;
  }
};

/** Processes that descend from this one. */
const descendants = (): number[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((found) => found !== undefined);
  const beneath = (root: number): number[] =>
    all.filter(({ parent }) => parent === root).flatMap(({ pid }) => [pid, ...beneath(pid)]);
  return beneath(process.pid);
};

/** Megabytes of a page's process; 0 for processes of other kinds. */
const pageMemoryMb = (pid: number): number => {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('--type=renderer')) return 0;
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kilobytes ?? 0) / 1_024;
  } catch {
    return 0;
  }
};

/**
 * Kills each page of Chromium's that takes more than `maxMb` while one is printed, and tells `onKilled`: a look reads all of /proc, and
 * a page at rest does not grow. Where there is no /proc, as outside of Linux, nothing is watched. What it gives ends it.
 */
export const watchMemory = (
  maxMb: number,
  {
    isPrinting,
    onKilled,
  }: {
    isPrinting: () => boolean;
    onKilled: (pid: number, mb: number) => void;
  },
): (() => void) => {
  if (process.platform !== 'linux') return () => undefined;
  const look = () => {
    if (!isPrinting()) return;
    for (const pid of descendants()) {
      const mb = pageMemoryMb(pid);
      if (mb <= maxMb) continue;
      onKilled(pid, mb);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It is gone.
      }
    }
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
