import { relative } from 'node:path';
import { ensureDemoWorkspace } from '../demo/demo-workspace.ts';
import { receivedSubject } from '../demo/inbox.ts';
import { links } from '../demo/links.ts';
import { localSettings } from '../demo/local-settings.ts';
import { ensureSampleData } from '../demo/load-sample-data.ts';
import { median, timeReports, type Timing } from '../demo/time-reports.ts';
import { createLayout, developmentDirectory, root, type Layout } from '../layout.ts';
import { readPlatformFile } from '../platform-file.ts';
import { startPlatform } from '../platform.ts';
import { runningPlatform } from '../single-instance.ts';
import { stopRequested } from '../stop-requested.ts';
import { bold, say, seconds, twoColumns } from '../terminal.ts';

interface Joined {
  environment: Readonly<Record<string, string>>;
  isOurs: boolean;
  stop: () => Promise<void>;
}

/** Joins the platform that runs, or starts one for the demo. */
const joinOrStart = async (layout: Layout): Promise<Joined> => {
  const running = runningPlatform(layout) === undefined ? undefined : readPlatformFile(layout);
  if (running !== undefined) {
    say(`Using the platform that is running (process ${running.pid}).`);
    return { environment: running.environment, isOurs: false, stop: async () => {} };
  }
  say('Starting the platform …');
  const startedAt = Date.now();
  const platform = await startPlatform({
    directory: developmentDirectory,
    ports: 'familiar',
    settings: localSettings(),
    say,
  });
  say(`Five services and their engines are up (${seconds(Date.now() - startedAt)}).`);
  return { environment: platform.environment, isOurs: true, stop: platform.stop };
};

const milliseconds = (value: number): string => `${Math.round(value)} ms`;

const describe = ({ format, runs, file, bytes, report }: Timing): readonly [string, string] => {
  const pages = report.page_count === undefined ? '' : `, ${report.page_count} pages`;
  const size = `${relative(root, file)}, ${Math.ceil(bytes / 1024)} KiB${pages}`;
  return [
    format.toUpperCase(),
    `${milliseconds(median(runs)).padStart(7)}  (${runs.map((run) => Math.round(run)).join(', ')})  ${size}`,
  ];
};

const runDemo = async (layout: Layout, { environment, isOurs }: Joined): Promise<void> => {
  const { workspace, client } = await ensureDemoWorkspace(layout, environment);
  const { until } = await ensureSampleData(layout, workspace, client, say);
  const dayBefore = (days: number): string =>
    new Date(Date.parse(until) - days * 86_400_000).toISOString().slice(0, 10);
  const period = { from: dayBefore(30), to: dayBefore(1) };

  say(`QA performance, ${period.from} to ${period.to}, in each format …`);
  const address = `demo-${Date.now()}@example.com`;
  const timings = [
    await timeReports(client, 'json', period),
    await timeReports(client, 'csv', period),
    await timeReports(client, 'pdf', period, { email: address }),
  ];
  const figures: Readonly<Record<string, unknown>> = { ...timings[0]?.report.data };

  say('');
  say(bold('POST to completed (median of the runs in brackets, in milliseconds)'));
  say(twoColumns(timings.map(describe)));
  say('');
  say(bold('Headline figures'));
  say(
    twoColumns(
      ['calls_evaluated', 'overall_score', 'pass_rate'].map((name) => [name, String(figures[name])] as const),
    ),
  );
  const mailUrl = environment['MAIL_URL'];
  if (mailUrl !== undefined) {
    const subject = await receivedSubject(mailUrl, address);
    if (subject === undefined)
      throw new Error('No e-mail arrived in 20 seconds; see .local/logs/notifier.log');
    say(twoColumns([['e-mail', `“${subject}” to ${address}`]]));
  }
  say('');
  say(bold(isOurs ? 'Where to look, while `npm start` runs' : 'Where to look'));
  say(twoColumns(links(environment)));
};

/** `npm run demo`: the QA report in each format from nothing, with the times it took; stops what it started. */
export const demo = async (): Promise<number> => {
  const layout = createLayout(developmentDirectory);
  const stopping = stopRequested();
  const joined = await joinOrStart(layout);
  try {
    const outcome = await Promise.race([runDemo(layout, joined), stopping]);
    return outcome === undefined ? 0 : 130;
  } finally {
    await joined.stop();
    if (joined.isOurs) say('Stopped.');
  }
};
