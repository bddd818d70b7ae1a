import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for everybody, whatever its clock. */
const msPerTick = 10;

interface Process {
  parent: number;
  /** Milliseconds of processor time: its own, and of its children that are over. */
  cpuMs: number;
}

/** Every process there is, by id. */
const readProcesses = (): Map<number, Process> => {
  const processes = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      // The command, in brackets, may hold anything.
      const [, fields = ''] = /\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
      const values = fields.split(' ').map(Number);
      const ticks = values.slice(11, 15).reduce((sum, value) => sum + value, 0);
      processes.set(pid, { parent: values[1] ?? 0, cpuMs: ticks * msPerTick });
    } catch {
      // It ended meanwhile.
    }
  }
  return processes;
};

/** A process and all that it started and that run now: a database server is many. */
const familyOf = (root: number, processes: ReadonlyMap<number, Process>): number[] => {
  const family = [root];
  for (const pid of family) {
    for (const [child, { parent }] of processes) if (parent === pid) family.push(child);
  }
  return family;
};

/** Milliseconds of processor time that each part has had until now, with all that it started. */
export const processorMs = (roots: Readonly<Record<string, number>>): Record<string, number> => {
  const processes = readProcesses();
  return Object.fromEntries(
    Object.entries(roots).map(([name, root]) => [
      name,
      familyOf(root, processes).reduce((sum, pid) => sum + (processes.get(pid)?.cpuMs ?? 0), 0),
    ]),
  );
};

/** Notes the processor time of each part, and gives what tells how many milliseconds each has had since. */
export const countProcessorMs = <Part extends string>(
  roots: Readonly<Record<Part, number>>,
): (() => Record<Part, number>) => {
  const before = processorMs(roots);
  return () =>
    Object.fromEntries(
      Object.entries(processorMs(roots)).map(([name, ms]) => [name, ms - (before[name] ?? 0)]),
    ) as Record<Part, number>;
};

/** The most memory of a process counts from here on. */
export const forgetPeakMemory = (pid: number): void => {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
};

/** The most memory that a process had resident, in megabytes: the kernel's own mark. */
export const peakMegabytes = (pid: number): number => {
  const [, kilobytes = ''] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
};
