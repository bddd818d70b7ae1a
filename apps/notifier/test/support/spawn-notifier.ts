import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface NotifierProcess {
  child: ChildProcess;
  /** Resolves with the port of its health server. */
  port: Promise<number>;
  /** Lines of its log. */
  lines: Record<string, unknown>[];
  /** Resolves with the exit code once it has ended; null after a kill. */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Starts the notifier as a process of its own: `main.ts`, or another entry of the tests. */
export const spawnNotifier = (
  environment: Readonly<Record<string, string>>,
  entry: URL = new URL('../../src/main.ts', import.meta.url),
): NotifierProcess => {
  const child = spawn(process.execPath, [fileURLToPath(entry)], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'info', ...environment },
    // The channel tells a test's own entry that the test is gone; piped, not shared, so that an orphan holds nothing open.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => process.stderr.write(chunk));
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  let announce: (port: number) => void;
  const port = new Promise<number>((resolve) => {
    announce = resolve;
  });
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const line = JSON.parse(part) as Record<string, unknown>;
      lines.push(line);
      if (line['msg'] === 'the notifier is up') announce(Number(line['port']));
    }
  });
  return {
    child,
    port,
    lines,
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
};
