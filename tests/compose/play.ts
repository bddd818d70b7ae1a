import { setTimeout as delay } from 'node:timers/promises';
import { serviceNames } from '@reports/local-platform/services';
import { createClient, type Client } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import { inOrder, isJob } from './compose-file.ts';
import { startNameServer } from './name-server.ts';
import { compose, confinement, logOf, reaches, start, untilUp } from './containers.ts';

const url = 'http://127.0.0.1:8080';
const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };
const beginnings = { json: '{', csv: '', pdf: '%PDF-', xlsx: 'PK' };

const say = (text: string): unknown => process.stdout.write(`${text}\n`);
const failed: string[] = [];
const check = (what: string, holds: boolean): void => {
  say(`${holds ? '✓' : '✗'} ${what}`);
  if (!holds) failed.push(what);
};
const secondsSince = (start: number): string => `${((Date.now() - start) / 1000).toFixed(1)} s`;

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  const startedAt = Date.now();
  for (const deadline = startedAt + 120_000; Date.now() < deadline; await delay(300)) {
    if (await holds().catch(() => false)) return check(`${what} (${secondsSince(startedAt)})`, true);
  }
  check(what, false);
};

const everyContainer = async (): Promise<void> => {
  const startedAt = Date.now();
  for (const name of inOrder()) {
    await start(name);
    say(`  ${name} (${secondsSince(startedAt)})`);
  }
  check(`all are up in ${secondsSince(startedAt)}`, true);
  for (const name of serviceNames) {
    const { user, capabilities, readOnly } = await confinement(name);
    check(
      `${name} runs as ${user}, with capabilities ${capabilities}, and ${readOnly ? 'cannot' : 'can'} write to its file system`,
      user === '10001' && /^0+$/.test(capabilities) && readOnly,
    );
  }
  const reached: [string, string, number, boolean][] = [
    ['renderer', 'minio', 9000, true],
    ['renderer', 'temporal', 7233, true],
    ['renderer', 'postgres', 5432, false],
    ['renderer', 'nats', 4222, false],
    ['api', 'temporal', 7233, false],
    ['scheduler', 'minio', 9000, false],
  ];
  for (const [from, host, port, may] of reached)
    check(`${from} ${may ? 'reaches' : 'does not reach'} ${host}`, (await reaches(from, host, port)) === may);
};

const workspace = async (): Promise<Client> => {
  const words = ['--profile', 'admin', 'run', '--rm', '--no-deps', 'admin'];
  const said = await compose(...words, 'workspaces', 'create', 'Demo');
  const { key, workspace_id } = JSON.parse(said.slice(said.indexOf('{'))) as Record<string, string>;
  return createClient(url, key ?? '', workspace_id ?? '');
};

/** Makes a report and reads its file. */
const reportAs = async (client: Client, format: keyof typeof beginnings): Promise<string> => {
  const postedAt = Date.now();
  const { report_id } = await client.post({ ...january, format });
  const { status, download_url: link } = await client.finished(report_id);
  const file = link === undefined ? Buffer.alloc(0) : Buffer.from(await (await fetch(link)).arrayBuffer());
  check(
    `a report as ${format}: ${file.length} bytes, in ${secondsSince(postedAt)}`,
    status === 'completed' && file.length > 0 && file.toString('latin1').startsWith(beginnings[format]),
  );
  return report_id;
};

const walk = async (): Promise<void> => {
  await everyContainer();
  const client = await workspace();
  await client.send('evaluations', januaryEvaluations());
  await until('records come to be in reports', async () => {
    const { report_id } = await client.post(january);
    return (await client.finished(report_id)).data?.['calls_evaluated'] === 842;
  });
  const formats = Object.keys(beginnings) as (keyof typeof beginnings)[];
  const ids: string[] = [];
  for (const format of formats) ids.push(await reportAs(client, format));
  const sandboxed = !(await logOf('renderer')).includes('WITHOUT its sandbox');
  check("Chromium's sandbox is on", sandboxed);

  await client.post({ ...january, format: 'pdf', notify: { email: 'somebody@example.com' } });
  await until('an e-mail came', async () => {
    const mails = (await (await fetch('http://127.0.0.1:1080/email')).json()) as unknown[];
    return mails.length === 1;
  });

  say('Every container is stopped and, but for the jobs, started again: as at a restart of the machine');
  const services = inOrder().filter((name) => !isJob(name));
  await compose('stop');
  const startedAt = Date.now();
  await compose('start', ...services);
  for (const name of services) await untilUp(name);
  check(`all are up again (${secondsSince(startedAt)})`, true);
  for (const id of ids) check(`${id} is still there`, (await client.finished(id)).status === 'completed');
  await reportAs(client, 'pdf');
};

/** Brings docker-compose.yml up, uses it, and takes it down. Gives the exit code. */
export const play = async (): Promise<number> => {
  const stopNameServer = await startNameServer();
  try {
    await walk();
  } catch (error) {
    check(`the run: ${error instanceof Error ? error.message : String(error)}`, false);
  }
  await compose('down', '--volumes');
  stopNameServer();
  say(failed.length === 0 ? 'passed' : `failed: ${failed.join('; ')}`);
  return failed.length === 0 ? 0 : 1;
};
