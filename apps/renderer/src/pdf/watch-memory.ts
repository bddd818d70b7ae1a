import { readdirSync, readFileSync } from 'node:fs';

const everyMs = 250;

const parentOf = (pid: string): string | undefined => {
  try {
    // The name in brackets may hold anything: what follows its last bracket is the state and the parent.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return parent;
  } catch {
    return undefined;
  }
};

/**
 * Tells of each look which processes descend from this one. A process is asked for its parent once, when it is new: a machine has
 * hundreds of others. One whose parent ends has the first process for its parent, and one that this process left to it is none of its own.
 */
const watchDescendants = () => {
  let parents = new Map<string, string>();
  return (): string[] => {
    const living = new Map<string, string>();
    const children = new Map<string, string[]>();
    for (const pid of readdirSync('/proc')) {
      if (!/^\d/.test(pid)) continue;
      const parent = parents.get(pid) ?? parentOf(pid);
      if (parent === undefined) continue;
      living.set(pid, parent);
      const siblings = children.get(parent);
      if (siblings) siblings.push(pid);
      else children.set(parent, [pid]);
    }
    parents = living;
    const beneath = (root: string): string[] =>
      (children.get(root) ?? []).flatMap((pid) => [pid, ...beneath(pid)]);
    return beneath(String(process.pid));
  };
};

/** Megabytes of a page's process; 0 for processes of other kinds. */
const pageMemoryMb = (pid: string): number => {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('--type=renderer')) return 0;
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kilobytes ?? 0) / 1_024;
  } catch {
    return 0;
  }
};

/**
 * Kills each page of Chromium's that takes more than `maxMb` while one is printed, and tells `onKilled`:
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
  const descendants = watchDescendants();
  const look = () => {
    if (!isPrinting()) return;
    for (const pid of descendants()) {
      const mb = pageMemoryMb(pid);
      if (mb <= maxMb) continue;
      onKilled(Number(pid), mb);
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It is gone.
      }
    }
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
