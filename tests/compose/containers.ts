import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { composeFile, isJob, root } from './compose-file.ts';

const run = promisify(execFile);
const patienceMs = 300_000;

/** podman-compose with these words; gives what it printed. Throws with what it said. */
export const compose = async (...words: string[]): Promise<string> => {
  const { stdout } = await run('podman-compose', ['--in-pod=false', '--file', composeFile, ...words], {
    maxBuffer: 64e6,
    cwd: root,
  });
  return stdout;
};

const containerOf = (name: string): string => `reports_${name}_1`;
const podman = async (...words: string[]): Promise<string> =>
  (await run('podman', words, { maxBuffer: 64e6 })).stdout.trim();
const inspect = (name: string, format: string): Promise<string> =>
  podman('inspect', '--format', format, containerOf(name));

/** What it said, errors included. */
export const logOf = async (name: string, lines = 'all'): Promise<string> => {
  const { stdout, stderr } = await run(
    'podman',
    ['logs', ...(lines === 'all' ? [] : ['--tail', lines]), containerOf(name)],
    { maxBuffer: 64e6 },
  );
  return stdout + stderr;
};

/** Podman has systemd call health checks; where there is none we do. */
const isHealthy = async (name: string): Promise<boolean> => {
  try {
    await podman('healthcheck', 'run', containerOf(name));
    return true;
  } catch {
    return false;
  }
};

/** Resolves once its health check passes, or its work is done. Throws, with its last lines, when that does not come about. */
export const untilUp = async (name: string): Promise<void> => {
  const hasHealthCheck =
    !isJob(name) && (await inspect(name, '{{if .Config.Healthcheck}}yes{{end}}')) === 'yes';
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await delay(500)) {
    const [state, code] = (await inspect(name, '{{.State.Status}} {{.State.ExitCode}}')).split(' ');
    if (isJob(name)) {
      if (state === 'exited' && code === '0') return;
      if (state === 'exited') throw new Error(`${name} ended with ${code}:\n${await logOf(name, '20')}`);
    } else if (state === 'running' && (!hasHealthCheck || (await isHealthy(name)))) return;
  }
  throw new Error(`${name} is not up after ${patienceMs / 1000} s:\n${await logOf(name, '20')}`);
};

/** Starts one and waits until it does its work: a job until it has ended well, a service until its health check passes. */
export const start = async (name: string): Promise<void> => {
  await compose('up', '-d', '--no-build', '--no-deps', name);
  await untilUp(name);
};

/** What it runs with: as the kernel has it, and whether its file system may be written. */
export const confinement = async (
  name: string,
): Promise<{ user: string; capabilities: string; readOnly: boolean }> => {
  const status = readFileSync(`/proc/${await inspect(name, '{{.State.Pid}}')}/status`, 'utf8');
  const written = await podman('exec', '--user', '0', containerOf(name), 'sh', '-c', 'echo x > /app/x').then(
    () => true,
    () => false,
  );
  return {
    user: /^Uid:\t(\d+)/m.exec(status)?.[1] ?? '',
    capabilities: /^CapEff:\t(\w+)/m.exec(status)?.[1] ?? '',
    readOnly: !written,
  };
};

/** Whether a container opens a connection to another of the file by its name. */
export const reaches = async (from: string, host: string, port: number): Promise<boolean> => {
  const script = `require('node:net').connect(${port}, '${host}').on('connect', () => process.exit(0)).on('error', () => process.exit(1)).setTimeout(20000, () => process.exit(1))`;
  return podman('exec', containerOf(from), 'node', '-e', script).then(
    () => true,
    () => false,
  );
};
