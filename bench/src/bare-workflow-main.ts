/**
 * The least that can run a scheduled report on Temporal: a workflow of its steps, and workers whose activities do nothing, all in one process.
 * Prints a line when it polls; ends with its parent.
 */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';

export interface BareActivities {
  nothing: () => Promise<void>;
}

const activities: BareActivities = { nothing: async () => undefined };

Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} } });
const connection = await NativeConnection.connect({
  address: process.env['TEMPORAL_ADDRESS'] ?? '',
  grpcCompression: { codec: 'none' },
});
const common = { connection, namespace: process.env['TEMPORAL_NAMESPACE'] ?? 'default', activities };
const workers = await Promise.all([
  Worker.create({
    ...common,
    taskQueue: 'bare',
    workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
  }),
  Worker.create({ ...common, taskQueue: 'bare-figures' }),
]);
process.stdin.resume().once('end', () => workers.forEach((worker) => worker.shutdown()));
process.stdout.write('polling\n');
await Promise.all(workers.map((worker) => worker.run()));
await connection.close();
