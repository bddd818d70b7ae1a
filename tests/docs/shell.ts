import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BlockResult {
  code: number;
  /** Standard output and standard error as they came. */
  output: string;
}

/** A shell in which one block after another is run, as a reader does it. */
export interface Shell {
  /** Runs a block to its end. The first command that fails is its end. */
  run: (content: string) => Promise<BlockResult>;
  /** Runs a block that does not end, until its output has this text. */
  runUntil: (content: string, text: string) => Promise<BlockResult>;
  /** Ends it and what it left running, and waits until that has stopped. */
  close: () => Promise<void>;
}

const timeoutMs = 300_000;

export const openShell = (directory: string, environment: Readonly<Record<string, string>>): Shell => {
  let blocks = 0;
  const children: ChildProcess[] = [];

  const start = (arguments_: string[]) => {
    const child = spawn('bash', arguments_, {
      cwd: directory,
      env: environment,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };

  /** Hears a child until `isOver` gives a result, it ends, or time is up. */
  const listen = (
    child: ChildProcess,
    isOver: (output: string) => BlockResult | undefined,
  ): Promise<BlockResult> =>
    new Promise((resolve) => {
      let output = '';
      const deadline = setTimeout(
        () => finish({ code: -1, output: `${output}\nnot over after ${timeoutMs} ms` }),
        timeoutMs,
      );
      const hear = (chunk: Buffer) => {
        output += chunk.toString();
        const result = isOver(output);
        if (result) finish(result);
      };
      const end = (code: number | null) => finish({ code: code ?? -1, output });
      const finish = (result: BlockResult) => {
        clearTimeout(deadline);
        child.stdout?.off('data', hear);
        child.stderr?.off('data', hear);
        child.off('exit', end);
        resolve(result);
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.on('exit', end);
    });

  /** A block that fails ends its shell: the next one has another. */
  const openSession = (): ChildProcess => {
    const child = start(['--noprofile', '--norc']);
    child.stdin?.on('error', () => {});
    // With job control, so that `kill %1` means what it means to a person.
    child.stdin?.write('set -m\n');
    return child;
  };
  let session = openSession();

  return {
    run: (content) => {
      blocks += 1;
      const file = join(directory, `.block-${blocks}.sh`);
      // A block is read from a file, and standard input is empty: a command that reads it must not read the next block.
      writeFileSync(file, `set -eo pipefail\n${content}\n`);
      if (session.exitCode !== null || session.signalCode !== null) session = openSession();
      const mark = `--- end of block ${blocks}`;
      const result = listen(session, (output) => {
        const [, before = '', code] = new RegExp(`^([^]*?)${mark} (\\d+)\\n`).exec(output) ?? [];
        return code === undefined ? undefined : { code: Number(code), output: before };
      });
      // `set -e` ends the shell in which it is set, so the block's own exit is noted on its way out.
      session.stdin?.write(
        `trap 'echo "${mark} $?"' EXIT; source ${file} </dev/null; trap - EXIT; set +e; echo "${mark} 0"\n`,
      );
      return result;
    },
    runUntil: async (content, text) => {
      const child = start(['--noprofile', '--norc', '-c', `set -e\n${content}`]);
      const result = await listen(child, (output) =>
        output.includes(text) ? { code: 0, output } : undefined,
      );
      child.stdout?.resume();
      child.stderr?.resume();
      return result;
    },
    close: async () => {
      await Promise.all(
        children.map(async (child) => {
          if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
          const ended = once(child, 'exit');
          child.stdin?.end();
          process.kill(-child.pid, 'SIGINT');
          await ended;
        }),
      );
    },
  };
};
