import { spawn } from 'node:child_process';
import { say, seconds, type Say } from '../terminal.ts';

const keptBytes = 8 * 1024;
const everyMs = 15_000;

interface Command {
  /** What a person is told is going on. */
  title: string;
  command: string;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
  tell?: Say;
}

/**
 * Runs a long command with signs of life: a line every 15 seconds, what it printed only when it fails.
 * Throws with the end of its output.
 */
export const runVisibly = async ({
  title,
  command,
  args,
  environment,
  tell = say,
}: Command): Promise<void> => {
  const startedAt = Date.now();
  tell(`${title} …`);
  const alive = setInterval(() => {
    tell(`${title} … ${Math.round((Date.now() - startedAt) / 1000)} s`);
  }, everyMs);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-keptBytes);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(command, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...environment },
      });
      // Asked to stop meanwhile: so is what we wait for.
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.once(name, () => child.kill(name));
      }
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else
          reject(
            new Error(`${command} ${args.join(' ')}: ${signal ?? `exit code ${code}`}\n${output.trimEnd()}`),
          );
      });
    });
  } finally {
    clearInterval(alive);
  }
  tell(`${title}: done in ${seconds(Date.now() - startedAt)}`);
};
