/**
 * The least that can answer for a report: Fastify with one route that sends the row of the same query, or the file with
 * its data. Prints its address. Reads DATABASE_URL and storage's settings from the environment; ends with its parent.
 */
import { findReport } from '@reports/database';
import fastify from 'fastify';
import { connectStageDatabase, connectStageStorage } from './connections.ts';

const setting = (name: string): string => process.env[name] ?? '';
const database = connectStageDatabase({ setting });
const storage = connectStageStorage({ setting });
const app = fastify();

app.get<{ Params: { workspace: string; report: string } }>(
  '/:workspace/reports/:report',
  async (request, reply) => {
    const report = await findReport(database, request.params.workspace, request.params.report);
    if (report?.format !== 'json' || report.fileKey === null) return report;
    return reply.type('application/json').send(await storage.get(report.fileKey));
  },
);

const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${address}\n`);
process.stdin.resume().once('end', () => process.exit(0));
