import { startBareProgram } from '../bare-program.ts';
import { createClient } from '../client.ts';
import { month } from '../data/sizes.ts';
import { smallWorkspace } from '../data/workspaces.ts';
import { interleave } from '../measure/interleave.ts';
import { requestsPerSecond } from '../measure/requests-per-second.ts';
import { median } from '../measure/statistics.ts';
import { ratioOfRounds, type Outcome } from '../results/outcome.ts';
import type { Bench } from './bench.ts';

const connections = 16;

/** A completed report's requests a second ÷ those of a bare Fastify route with the same query. */
export const get: Bench = async (stage) => {
  const workspace = await smallWorkspace(stage);
  const client = createClient(stage, workspace);
  // In a process of its own, as the api is.
  const bare = await startBareProgram(stage, 'bare-route-main.ts');
  const outcomes: Outcome[] = [];
  try {
    for (const format of ['csv', 'json'] as const) {
      const body = { type: 'call_summary', format, from: month.from, to: month.to } as const;
      const { report_id: id } = await client.makeReport(body);
      const load = { connections, seconds: stage.sizes.loadSeconds };
      const rounds = await interleave(
        {
          ours: () =>
            requestsPerSecond(
              {
                origin: stage.setting('REPORTS_URL'),
                path: `/v1/reports/${id}`,
                headers: { authorization: `Bearer ${workspace.key}` },
              },
              load,
            ),
          reference: () =>
            requestsPerSecond({ origin: bare.said, path: `/${workspace.id}/reports/${id}` }, load),
        },
        { rounds: stage.sizes.rounds },
      );
      outcomes.push({
        measure: `GET of a completed ${format} report, requests a second ÷ a bare Fastify route with the same query`,
        ours: `${Math.round(median(rounds.ours)).toLocaleString('en')}/s`,
        reference: `${Math.round(median(rounds.reference)).toLocaleString('en')}/s`,
        result: ratioOfRounds(rounds.ours, rounds.reference),
        unit: '',
        target: { atLeast: 0.8 },
        note: `${connections} connections, ${stage.sizes.loadSeconds} s a round, loopback, one process each; ${format === 'json' ? 'both stream the data from storage' : 'a row and, ours alone, key, scope, rate limit, signed link'}`,
        rounds,
      });
    }
    return outcomes;
  } finally {
    await bare.stop();
  }
};
