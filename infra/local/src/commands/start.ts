import { createLayout, developmentDirectory } from '../layout.ts';
import { ensureDemoWorkspace } from '../demo/demo-workspace.ts';
import { links, minioSignIn } from '../demo/links.ts';
import { ensureSampleData } from '../demo/load-sample-data.ts';
import { startPlatform, type Platform } from '../platform.ts';
import { AlreadyRunning } from '../single-instance.ts';
import { stopRequested } from '../stop-requested.ts';
import { bold, dim, say, seconds, twoColumns } from '../terminal.ts';

const firstCurl = `  source .local/demo.env
  curl "$REPORTS_URL/v1/reports" -H "Authorization: Bearer $REPORTS_API_KEY" \\
    -H "Content-Type: application/json" \\
    -d '{"type": "qa_performance", "from": "FROM", "to": "TO", "format": "pdf"}'
  curl "$REPORTS_URL/v1/reports/REPORT_ID?wait=30" -H "Authorization: Bearer $REPORTS_API_KEY"`;

const lastMonth = (): { from: string; to: string } => {
  const dayBefore = (days: number): string =>
    new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  return { from: dayBefore(30), to: dayBefore(1) };
};

const introduce = ({ environment, layout }: Platform, tookMs: number): void => {
  const { from, to } = lastMonth();
  const signIn = minioSignIn(environment);
  say('');
  say(bold(`The platform is up (${seconds(tookMs)}).`));
  say(twoColumns([...links(environment), ['Logs', layout.logs]]));
  if (signIn !== undefined) say(dim(`  MinIO: ${signIn}`));
  say('');
  say('A first report:');
  say(firstCurl.replace('FROM', from).replace('TO', to));
  say('');
};

const loadDemo = async ({ layout, environment }: Platform, isStopping: () => boolean): Promise<void> => {
  try {
    const { workspace, client } = await ensureDemoWorkspace(layout, environment);
    await ensureSampleData(layout, workspace, client, say);
  } catch (error) {
    // What is stopped in the middle goes on at the next start.
    if (isStopping()) return;
    say(`The demo data could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** `npm start`: the whole platform, kept up until Ctrl-C. State stays in `.local`. */
export const start = async (): Promise<number> => {
  let isStopping = false;
  const stopping = stopRequested().then(() => {
    isStopping = true;
    say('Stopping …');
  });
  const startedAt = Date.now();
  const layout = createLayout(developmentDirectory);
  say(`Starting the platform (logs in ${layout.logs}) …`);
  let platform: Platform;
  try {
    platform = await startPlatform({ directory: developmentDirectory, ports: 'familiar', say });
  } catch (error) {
    if (!(error instanceof AlreadyRunning)) throw error;
    say(error.message);
    return 1;
  }
  if (!isStopping) {
    introduce(platform, Date.now() - startedAt);
    // In the background: the API answers meanwhile.
    void loadDemo(platform, () => isStopping);
    say('Ctrl-C stops everything.');
  }
  await stopping;
  await platform.stop();
  say('Stopped. `npm start` goes on where this left off; `npm run reset` clears everything.');
  return 0;
};
