import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { connectDatabase, databaseOptions, databaseSettings, workspaces } from '@reports/database';
import { defineConfig } from '@reports/service';
import { rolledUpKinds } from './rollups/rollup-tables.ts';
import { rebuildRollups } from './rollups/rebuild-rollups.ts';

const usage = `Usage: npm run rollups -- verify|rebuild [--workspace ID]

  verify   computes the rollups again from the records, says what differs, changes nothing
  rebuild  the same, and keeps the new rollups

Ends with 0 when nothing differed, else with 1.`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { workspace: { type: 'string' } },
});
const [command] = positionals;
if (command !== 'verify' && command !== 'rebuild') {
  console.error(usage);
  process.exit(2);
}

const config = defineConfig(databaseSettings)(process.env);
const database = connectDatabase({ ...databaseOptions(config), applicationName: 'rollups', poolSize: 1 });
const all = await database.orm.select({ id: workspaces.id }).from(workspaces).orderBy(workspaces.id);
const ids = all.map(({ id }) => id).filter((id) => values.workspace === undefined || values.workspace === id);
let differing = 0;
for (const id of ids) {
  for (const kind of rolledUpKinds) {
    const startedAt = performance.now();
    const differences = await rebuildRollups(database, id, kind, { keep: command === 'rebuild' });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(
      `${id} ${kind}: ${differences.length === 0 ? 'nothing differs' : 'DIFFERENT'} (${seconds} s)`,
    );
    for (const { timezone, table, rollups, examples } of differences) {
      differing += rollups;
      console.log(`  ${table} by days of ${timezone}: ${rollups} rollups`);
      for (const { key, was, is } of examples) {
        console.log(`    ${JSON.stringify(key)} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`);
      }
    }
  }
}
await database.close();
process.exit(differing === 0 ? 0 : 1);
