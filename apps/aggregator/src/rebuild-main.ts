import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { connectDatabase, databaseSettings, workspaces } from '@reports/database';
import { defineConfig } from '@reports/service';
import { rolledUpKinds } from './cells/cell-tables.ts';
import { rebuildCells } from './cells/rebuild-cells.ts';

const usage = `Usage: npm run cells -- verify|rebuild [--workspace ID]

  verify   computes the cells anew from the records, says what differs, changes nothing
  rebuild  the same, and keeps the new cells

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
const database = connectDatabase({ url: config.databaseUrl, applicationName: 'cells', poolSize: 1 });
const all = await database.orm.select({ id: workspaces.id }).from(workspaces).orderBy(workspaces.id);
const ids = all.map(({ id }) => id).filter((id) => values.workspace === undefined || values.workspace === id);
let differing = 0;
for (const id of ids) {
  for (const kind of rolledUpKinds) {
    const startedAt = performance.now();
    const differences = await rebuildCells(database, id, kind, { keep: command === 'rebuild' });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(
      `${id} ${kind}: ${differences.length === 0 ? 'nothing differs' : 'DIFFERENT'} (${seconds} s)`,
    );
    for (const { table, cells, examples } of differences) {
      differing += cells;
      console.log(`  ${table}: ${cells} cells`);
      for (const { key, was, is } of examples) {
        console.log(`    ${JSON.stringify(key)} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`);
      }
    }
  }
}
await database.close();
process.exit(differing === 0 ? 0 : 1);
