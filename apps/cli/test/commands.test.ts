import { createReportsClient } from '@reports/client';
import { createTestEnvironment, startTestApi } from '@reports/local-platform/testing';
import type { TestApi, TestEnvironment } from '@reports/local-platform/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, spawnCli } from './support/run-cli.ts';

let platform: TestEnvironment;
let api: TestApi;
let key: string;
const home = mkdtempSync(join(tmpdir(), 'cli-'));

beforeAll(async () => {
  platform = await createTestEnvironment();
  api = await startTestApi(platform.environment, { WEBHOOK_ALLOW_PRIVATE: 'true' });
  key = await api.createKey();
}, 120_000);

afterAll(async () => {
  api.kill();
  await platform.drop();
  rmSync(home, { recursive: true });
});

const reports = (args: string[], environment: Record<string, string> = {}) =>
  runCli(args, { REPORTS_URL: api.url, REPORTS_API_KEY: key, XDG_CONFIG_HOME: home, ...environment });
const json = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await reports(['--json', ...args])).stdout) as Record<string, unknown>;

test('a report is asked for, shown and listed: tables for people, JSON for programs', async () => {
  const accepted = await json(
    ...['create', 'qa_performance', '--from', '2026-11-01', '--to', '2026-11-14', '--format', 'csv'],
    ...['--filter', 'campaign_id=a', '--filter', 'campaign_id=b', '--filter', 'agent_id=x=y'],
  );
  expect(accepted).toMatchObject({ type: 'qa_performance', status: 'generating', format: 'csv' });
  const id = String(accepted['report_id']);
  expect(await json('get', id)).toMatchObject({
    report_id: id,
    filters: { campaign_id: ['a', 'b'], agent_id: 'x=y' },
  });
  const warned = await reports(['create', 'call_summary', '--last', '2d', '--filter', 'team=Nobody']);
  expect(warned).toMatchObject({
    code: 0,
    stderr:
      'Warning: filters/team: no record of this workspace has had team "Nobody": the report counts nothing.\n',
  });
  const shown = await reports(['get', id]);
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^report +rpt_.*\ntype +qa_performance\nstatus +generating\n/);
  expect((await reports(['list', '--type', 'qa_performance'])).stdout).toMatch(
    /^REPORT +TYPE +STATUS +FORMAT +PERIOD +CREATED\nrpt_\S+ +qa_performance +generating +csv +2026-11-01 to 2026-11-14/,
  );
  expect((await reports(['list', '--status', 'completed'])).stdout).toBe('None.\n');
});

test('reports are found by what they are, cancelled, made again and deleted', async () => {
  const { report_id } = await json('create', 'call_summary', '--last', '3d', '--filter', 'team=Findable');
  const id = String(report_id);
  expect((await reports(['list', '--search', 'findable', '--format', 'json'])).stdout).toContain(id);
  expect((await reports(['list', '--search', 'findable', '--format', 'pdf'])).stdout).toBe('None.\n');
  expect(await json('cancel', id)).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
  expect((await reports(['rerun', id])).stderr).toContain('(report_not_completed, 409');
  expect((await reports(['retry', id])).stdout).toMatch(new RegExp(`^report +${id}\n.*\nstatus +generating`));
  expect(await json('delete', id)).toEqual({ report_id: id, deleted: true });
  expect((await reports(['get', id])).stderr).toContain('(report_not_found, 404');
});

test('records that are there are listed, shown, deleted and erased', async () => {
  expect((await reports(['records', 'list'])).stdout).toMatch(/^KIND +RECORDS[^]*\ncalls +0/);
  const none = await reports(['records', 'show', 'calls', 'call_none']);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('record_not_found')]);
  // Gone is gone, whether it was there or not.
  expect(await json('records', 'delete', 'calls', 'call_none')).toMatchObject({ deleted: true });
  const unsaid = await reports(['records', 'erase']);
  expect([unsaid.code, unsaid.stderr]).toEqual([2, 'Give --contact or --agent.\n']);
  // Nobody erases here: whoever waits for it can stop.
  const stopping = new AbortController();
  const erasing = runCli(
    ['records', 'erase', '--contact', 'con_1'],
    { REPORTS_URL: api.url, REPORTS_API_KEY: key, XDG_CONFIG_HOME: home },
    { signal: stopping.signal },
  );
  setTimeout(() => stopping.abort(), 500);
  expect((await erasing).code).toBe(130);
});

test('days up to yesterday are those of the zone', async () => {
  const { report_id } = await json('create', 'call_summary', '--last', '2w', '--timezone', 'Asia/Kolkata');
  const client = createReportsClient({ url: api.url, key });
  const { from, to } = await client.getReport(String(report_id));
  expect((Date.parse(to) - Date.parse(from)) / 86_400_000).toBe(13);
  const today = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Kolkata' }).format(new Date());
  expect(Date.parse(today) - Date.parse(to)).toBe(86_400_000);
});

test('schedules are made, listed, previewed, paused and ended', async () => {
  const schedule = [
    '--schedule',
    'weekly',
    '--day',
    'monday',
    '--time',
    '06:00',
    '--email',
    'qa@example.com',
  ];
  const { report_id } = await json('create', 'call_summary', '--last', '7d', ...schedule);
  const id = String(report_id);
  expect((await reports(['schedules'])).stdout).toMatch(new RegExp(`${id} +call_summary +json +weekly`));
  expect(
    (await reports(['schedules', 'preview', id, '--count', '2'])).stdout.trim().split('\n'),
  ).toHaveLength(3);
  expect((await reports(['schedules', 'pause', id])).stdout).toBe(`${id} is paused\n`);
  expect((await reports(['schedules', 'list'])).stdout).toContain('paused');
  expect((await reports(['schedules', 'resume', id])).code).toBe(0);
  expect((await reports(['runs', id])).stdout).toBe('None.\n');
  // Nobody has the name: said to a person beside the answer, to a program in it.
  const narrow = ['schedules', 'change', id, '--filter', 'agent_id=nobody'];
  expect((await reports(narrow)).stderr).toMatch(/^Warning: filters\/agent_id: no record [^\n]+\.\n$/);
  expect(await json(...narrow)).toMatchObject({ warnings: [{ pointer: '/filters/agent_id' }] });
  expect((await reports(['schedules', 'cancel', id])).code).toBe(0);
});

test('webhooks and keys are made and removed', async () => {
  const hook = await json('webhooks', 'create', 'http://127.0.0.1:9/', '--event', 'report.failed');
  expect(hook).toMatchObject({ events: ['report.failed'], secret: expect.stringMatching(/^whsec_/) });
  const id = String(hook['webhook_id']);
  expect((await reports(['webhooks'])).stdout).toContain(id);
  expect(await json('webhooks', 'rotate', id)).toMatchObject({ secret: expect.not.stringMatching(/^$/) });
  expect((await reports(['webhooks', 'delete', id])).stdout).toBe(`${id} is deleted\n`);
  // A read_write key may not: said as the API says it.
  const refused = await reports(['keys', 'create', '--scope', 'read_only']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/admin[^]*\(\w+, 403, request \S+\)/);
});

test('what goes wrong is said in the words of the API, with a code that programs can read', async () => {
  const missing = await reports(['get', 'rpt_none']);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(/\(report_not_found, 404, request \S+\)/);
  const problem = await reports([
    '--json',
    'create',
    'call_summary',
    '--from',
    '2026-02-30',
    '--to',
    '2026-03-01',
  ]);
  expect(JSON.parse(problem.stderr)).toMatchObject({
    error: {
      code: 'invalid_request',
      status: 400,
      errors: [{ pointer: '/from', detail: expect.any(String) }],
    },
  });
  const stranger = await reports(['whoami'], { REPORTS_API_KEY: 'nl_none_none' });
  expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('unauthorized, 401')]);
});

test.each([
  [['frobnicate'], 'unknown command'],
  [['create', 'sales'], 'Allowed choices are'],
  [['create', 'call_summary'], 'Give --from and --to, or --last 30d.'],
  [['create', 'call_summary', '--last', '7d', '--day', 'monday'], 'belong to --schedule'],
  [['list', '--limit', 'many'], 'It must be a whole number'],
  [['records', 'import', 'none.csv', '--kind', 'calls'], 'There is no file none.csv'],
  [['records', 'import', 'none.csv'], "required option '--kind <kind>'"],
])('%j is wrong usage, which is explained', async (args, words) => {
  const { code, stderr } = await reports(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
});

test('the program is one of its own, with an exit code for shells', async () => {
  const { code, stdout } = await spawnCli(['--help'], {}).ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/Usage: reports[^]*Exit codes: 0 done/);
  expect((await spawnCli(['frobnicate'], {}).ended).code).toBe(2);
}, 60_000);

test("its version is the package's", async () => {
  expect(await runCli(['--version'], {})).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test('settings come from the environment, else from the file', async () => {
  const directory = mkdtempSync(join(home, 'config-'));
  const alone = { XDG_CONFIG_HOME: directory, REPORTS_URL: '', REPORTS_API_KEY: '' };
  const none = await runCli(['whoami'], { XDG_CONFIG_HOME: directory });
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringMatching(/REPORTS_URL.*REPORTS_API_KEY.*config\.json/),
  ]);
  mkdirSync(join(directory, 'reports'));
  writeFileSync(join(directory, 'reports/config.json'), JSON.stringify({ url: api.url, key }));
  const { code, stdout } = await runCli(['whoami'], { XDG_CONFIG_HOME: directory });
  expect([code, stdout]).toEqual([0, expect.stringContaining(api.url)]);
  expect(stdout).toMatch(/name +Test\ntimezone +UTC[^]*KIND +RECORDS[^]*\ncalls +0/);
  // Empty is not set.
  expect((await reports(['whoami'], alone)).code).toBe(0);
});

test('completion knows commands, options and what they take', async () => {
  const complete = async (...words: string[]) =>
    (await runCli(['complete', '--', ...words], {})).stdout.trim().split('\n');
  expect(await complete('w')).toEqual(['webhooks', 'workspace', 'whoami']);
  expect(await complete('webhooks', 'd')).toEqual(['deliveries', 'delete']);
  expect(await complete('create', 'q')).toEqual(['qa_performance']);
  expect(await complete('create', 'call_summary', '--format', '')).toEqual(['json', 'csv', 'pdf', 'xlsx']);
  expect(await complete('records', 'import', '--dr')).toEqual(['--dry-run']);
  expect((await runCli(['completion', 'bash'], {})).stdout).toContain('complete -F _reports reports');
});
