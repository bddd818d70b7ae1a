import { join } from 'node:path';
import { searchAttributeTypes } from '@reports/contracts';
import { findOrBuild } from '../install/go-program.ts';
import type { Say } from '../terminal.ts';
import { httpProbe, setting, type CreateEngine } from './engine.ts';
import { createTemporalOnPostgres } from './temporal-on-postgres.ts';

const dynamicConfig = {
  // Task queues share out what waits by workspace, and within a workspace in order of arrival (one partition keeps the order).
  'matching.enableFairness': true,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // SQLite takes one writer. With the 512 workers that suit a cluster, hundreds of schedules that fire at once make each other
  // time out, again and again; with a few, each gets its turn.
  'history.timerProcessorSchedulerWorkerCount': 8,
  'history.transferProcessorSchedulerWorkerCount': 8,
  'history.visibilityProcessorSchedulerWorkerCount': 4,
  // A development server is a single shard, and a shard looks at its queue of tasks 20 times a second unless told otherwise: with a
  // report's five tasks one after another, every step would wait up to 50 ms once a few reports come in a row. Each look sorts all
  // tasks that are pending: a thousand a second take a twentieth of the server's time in a burst.
  'history.transferProcessorMaxPollRPS': 100,
  // Schedules start thirty workflows a second in a namespace unless told otherwise: two thousand that are due at once would take a minute.
  'worker.schedulerNamespaceStartWorkflowRPS': 1000,
  // Its own workers, which fire the schedules, are otherwise slower than ours, which make the reports: a workspace whose schedule fires
  // among the last of a crowd then waits for all of it, whatever its share of the task queues.
  'worker.perNamespaceWorkerCount': 8,
};

/**
 * A development server reads its search attributes and its namespace from SQLite each time that it needs one, 48 times for a scheduled
 * report, so that one which is added is known at once. They are given at its start here, and those of tests come and go.
 */
const keptAttributes = { 'system.forceSearchAttributesCacheRefreshOnRead': false };

/**
 * Go's collector runs whenever memory has doubled unless told otherwise, and takes a sixth of the server's time in a burst. Of 2,000 schedules
 * half a gigabyte is in use: a limit near it would have the collector run all the time.
 */
const collectLess = { GOGC: '200', GOMEMLIMIT: '2GiB' };

/** A write-ahead log, synced at checkpoints: a killed server loses nothing, and writes cost a fraction. */
const pragmas = ['journal_mode=wal', 'synchronous=normal'];

const findTemporal = (say: Say): Promise<string> =>
  findOrBuild(
    {
      name: 'temporal',
      package: 'github.com/temporalio/cli/cmd/temporal',
      version: 'v1.5.1',
      // Its server, which shares task queues out by fairness keys.
      atLeast: [1, 29],
      versionPattern: /Server (\d+)\.(\d+)/,
      binaryVariable: 'TEMPORAL_PATH',
      serverVariable: 'TEMPORAL_ADDRESS',
      minutes: 3,
    },
    say,
  );

/** Temporal with its UI: TEMPORAL_ADDRESS, else a development server of our own that keeps its state in SQLite. */
export const createTemporal: CreateEngine = async (context) => {
  const { layout, ports, say, purpose, fromEnvironment } = context;
  const namespace = setting('TEMPORAL_NAMESPACE') ?? 'default';
  const external = setting('TEMPORAL_ADDRESS');
  if (external !== undefined && fromEnvironment) {
    const ui = setting('TEMPORAL_UI_URL');
    return {
      environment: {
        TEMPORAL_ADDRESS: external,
        TEMPORAL_NAMESPACE: namespace,
        ...(ui !== undefined && { TEMPORAL_UI_URL: ui }),
      },
    };
  }
  if (context.productionLike === true) return createTemporalOnPostgres(context, findTemporal);
  const command = await findTemporal(say);
  const http = `http://127.0.0.1:${ports.temporalHttp}`;
  return {
    environment: {
      TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
      TEMPORAL_NAMESPACE: namespace,
      TEMPORAL_HTTP_URL: http,
      ...(purpose === 'kept' && { TEMPORAL_UI_URL: `http://127.0.0.1:${ports.temporalUi}` }),
    },
    program: {
      name: 'temporal',
      command,
      args: [
        ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'warn'],
        ...['--port', String(ports.temporal), '--http-port', String(ports.temporalHttp)],
        ...['--db-filename', join(layout.data, 'temporal.db')],
        ...(purpose === 'kept' ? ['--ui-port', String(ports.temporalUi)] : ['--headless']),
        ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
        ...Object.entries({ ...dynamicConfig, ...(purpose === 'kept' && keptAttributes) }).flatMap(
          ([key, value]) => ['--dynamic-config-value', `${key}=${value}`],
        ),
        ...(namespace === 'default' ? [] : ['--namespace', namespace]),
        ...Object.entries(searchAttributeTypes).flatMap(([name, type]) => [
          '--search-attribute',
          `${name}=${type}`,
        ]),
      ],
      environment: collectLess,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 15_000,
      startTimeoutMs: 120_000,
      probe: httpProbe(`${http}/api/v1/namespaces/${namespace}`),
    },
  };
};
