import { connectDatabase } from '@reports/database';
import { takeStep } from '../src/rollups/settle-zones.ts';

/** A replica that takes small steps until it is killed: `node step-process.ts URL WORKSPACE`. */
const [url = '', workspaceId = ''] = process.argv.slice(2);
const database = connectDatabase({ url, applicationName: 'test-steps', poolSize: 1 });
for (;;) await takeStep(database, workspaceId, { records: 2, retired: 2 });
