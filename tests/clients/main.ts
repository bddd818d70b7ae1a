import { startTestPlatform } from '../support/platform.ts';
import { clients } from './clients.ts';
import { fuzz } from './fuzz.ts';
import { createSeedWorkspace } from './seed-workspace.ts';

/**
 * `npm run test:clients`: generates clients of our document in four languages, compiles them, walks through the
 * documentation with each against a running platform, and has Schemathesis compare the API with the document. Names on the
 * command line choose: `npm run test:clients -- go schemathesis`.
 */
const chosen = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);
let passed = 0;
let failed = 0;

const attempt = async (name: string, work: () => Promise<string | void>): Promise<void> => {
  const started = performance.now();
  try {
    const figures = await work();
    passed += 1;
    say(`✓ ${name} (${((performance.now() - started) / 1_000).toFixed(1)} s)`);
    if (figures) say(figures.trim());
  } catch (error) {
    failed += 1;
    say(`✗ ${name}\n${error instanceof Error ? error.message : String(error)}`);
  }
};

const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name);

const platform = await startTestPlatform({
  RATE_LIMIT_PER_MINUTE: '1000000',
  WEBHOOK_ALLOW_PRIVATE: 'true',
});
try {
  const { key } = await createSeedWorkspace(platform);
  const url = platform.environment['REPORTS_URL'] ?? '';
  for (const [name, { prepare, walk }] of Object.entries(clients)) {
    if (!isChosen(name)) continue;
    await attempt(`${name}: generated and compiled`, prepare);
    await attempt(`${name}: the documentation's walkthrough`, () =>
      walk({ REPORTS_URL: url, REPORTS_API_KEY: key }),
    );
  }
  if (isChosen('schemathesis')) {
    // A workspace of its own, and a key that may do everything in it.
    const { workspaceId } = await platform.createWorkspace('Schemathesis');
    const words = ['keys', 'create', '--workspace', workspaceId, '--scope', 'admin'];
    const admin = (await platform.admin(...words)) as { key: string; key_id: string };
    await attempt('schemathesis: all checks', () => fuzz({ url, key: admin.key, keyId: admin.key_id }));
  }
} finally {
  await platform.stop();
}
say(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
