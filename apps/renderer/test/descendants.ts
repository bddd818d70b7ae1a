import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  pid: number;
  command: string;
  environment: string;
  /** Effective. */
  user: number;
  seccomp: number;
}

const readProcess = (pid: number): (Process & { parent: number }) | undefined => {
  try {
    const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
    const status = read('status');
    const field = (name: string, column = 1) =>
      Number(new RegExp(`^${name}:${'\\s+(\\d+)'.repeat(column)}`, 'm').exec(status)?.[column]);
    return {
      pid,
      parent: field('PPid'),
      command: read('cmdline').replaceAll('\0', ' '),
      environment: read('environ'),
      user: field('Uid', 2),
      seccomp: field('Seccomp'),
    };
  } catch {
    return undefined;
  }
};

/** The processes beneath one, as /proc has them. */
export const descendantsOf = (root: number): Process[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((found) => found !== undefined);
  const beneath = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...beneath(child.pid)]);
  return beneath(root);
};
