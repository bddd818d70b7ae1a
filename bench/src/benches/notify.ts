import postgres from 'postgres';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/statistics.ts';
import { ratioOfRounds } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

const writers = 64;

/** A table like the outbox, with a trigger that notifies at each commit, and one without. */
const prepare = async ({ owner }: Stage): Promise<void> => {
  await owner.unsafe(`
    drop table if exists bench_quiet, bench_notifying;
    create table bench_quiet (id bigint generated always as identity primary key, event jsonb not null);
    create table bench_notifying (id bigint generated always as identity primary key, event jsonb not null);
    create or replace function bench_notify() returns trigger language plpgsql
      as $$ begin notify bench_notifying; return null; end $$;
    create trigger notify_reader after insert on bench_notifying for each statement execute function bench_notify()`);
};

/** Commits a second of that many writers at once, each with a connection of its own. */
const commitsPerSecond = async ({ setting, sizes }: Stage, table: string): Promise<number> => {
  const sql = postgres(setting('DATABASE_OWNER_URL'), { max: writers, onnotice: () => {} });
  try {
    const event = sql.json({ report_id: 'rpt_bench', status: 'completed', filler: 'x'.repeat(300) });
    const write = () => sql`insert into ${sql(table)} (event) values (${event})`;
    await Promise.all(Array.from({ length: writers }, write));
    const startedAt = performance.now();
    const until = startedAt + sizes.loadSeconds * 1_000;
    let commits = 0;
    await Promise.all(
      Array.from({ length: writers }, async () => {
        while (performance.now() < until) {
          await write();
          commits += 1;
        }
      }),
    );
    return commits / ((performance.now() - startedAt) / 1_000);
  } finally {
    await sql.end();
  }
};

/** What NOTIFY in the writing transactions would cost: the reason why nothing of ours does it. */
export const notify: Bench = async (stage) => {
  await prepare(stage);
  const listener = postgres(stage.setting('DATABASE_OWNER_URL'), { max: 1 });
  await listener.listen('bench_notifying', () => undefined);
  try {
    const rounds = await interleave(
      {
        ours: () => commitsPerSecond(stage, 'bench_quiet'),
        reference: () => commitsPerSecond(stage, 'bench_notifying'),
      },
      { rounds: stage.sizes.rounds, warmUps: 1 },
    );
    const perSecond = (values: readonly number[]) => `${Math.round(median(values)).toLocaleString('en')}/s`;
    return [
      {
        measure: `commits a second of ${writers} writers ÷ the same with NOTIFY in each`,
        ours: perSecond(rounds.ours),
        reference: perSecond(rounds.reference),
        result: ratioOfRounds(rounds.ours, rounds.reference),
        unit: '',
        target: undefined,
        note: 'one insert a commit, as into the outbox; one listener',
        rounds,
      },
    ];
  } finally {
    await listener.end();
    await stage.owner`drop table bench_quiet, bench_notifying`;
  }
};
