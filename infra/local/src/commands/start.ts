import { parseArgs } from 'node:util';
import { createLayout, developmentDirectory } from '../layout.ts';
import { localSettings } from '../demo/local-settings.ts';
import { ensureDemoWorkspace } from '../demo/demo-workspace.ts';
import { links, minioSignIn } from '../demo/links.ts';
import { ensureSampleData } from '../demo/load-sample-data.ts';
import { startPlatform, type Platform } from '../platform.ts';
import { AlreadyRunning } from '../single-instance.ts';
import { stopRequested } from '../stop-requested.ts';
import { bold, dim, say, seconds, twoColumns } from '../terminal.ts';

const firstReport = `  source .local/demo.env
  npx reports create qa_performance --from $SAMPLE_FROM --to $SAMPLE_TO --format pdf --output qa.pdf`;

const introduce = ({ environment, layout }: Platform, tookMs: number): void => {
  const signIn = minioSignIn(environment);
  say('');
  say(bold(`The platform is up (${seconds(tookMs)}).`));
  say(twoColumns([...links(environment), ['Logs', layout.logs]]));
  if (signIn !== undefined) say(dim(`  MinIO: ${signIn}`));
  say('');
  say('A first report:');
  say(firstReport);
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

/**
 * `npm start`: the whole platform, kept up until Ctrl-C. State stays in `.local`. With `--production-like` Temporal runs on PostgreSQL, and
 * NATS as a cluster of three; what is in `.local` then is not what Temporal's development server had.
 */
export const start = async (args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({
    args: [...args],
    options: { 'production-like': { type: 'boolean', default: false } },
  });
  const productionLike = values['production-like'];
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
    platform = await startPlatform({
      directory: developmentDirectory,
      ports: 'familiar',
      settings: localSettings(),
      productionLike,
      say,
    });
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
