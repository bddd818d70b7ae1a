import { connectDatabase } from '@reports/database';
import { defineConfig } from '@reports/service';
import { connectStorage, storageOptions, storageSettings } from '@reports/storage';
import { descendantsOf, residentMb } from '../../support/processes.ts';
import { serviceNames } from '../../support/services.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

/** Of points at 0, 1, 2, …, the slope of the line with the least squares. */
const slopeOf = (values: readonly number[]): number => {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const places = values.map((_, place) => place);
  const [x, y] = [mean(places), mean(values)];
  const products = places.map((place) => (place - x) * ((values[place] ?? 0) - y));
  const squares = places.map((place) => (place - x) ** 2);
  return mean(products) / mean(squares);
};

/**
 * Reports in a row, `size`, 2,000, four at once: what each service's memory grows by for a hundred, once it is warm: in the second half.
 * A heap takes hundreds of reports to find its size, and a leak goes on.
 */
export const memory: Scenario = ({ size = 2_000, say }) =>
  inWorld(async (platform, client) => {
    const posted: Posted[] = [];
    const samples = Object.fromEntries(serviceNames.map((name) => [name, [] as number[]]));
    const processesBefore = (await descendantsOf(platform.pid('renderer'))).length;
    for (let hundred = 0; hundred < size / 100; hundred += 1) {
      let left = 100;
      const lane = async () => {
        while (left-- > 0) {
          const report = await postSurely(client, reportOf(posted.length));
          posted.push(report);
          await client.finished(report.reportId);
        }
      };
      await Promise.all([lane(), lane(), lane(), lane()]);
      for (const name of serviceNames) samples[name]?.push(residentMb(platform.pid(name)));
      say(
        `${posted.length}: ${serviceNames.map((name) => `${name} ${samples[name]?.at(-1)?.toFixed(0)} MB`).join(', ')}`,
      );
    }
    const { faults, ...counted } = await tally(platform, client, posted);
    const slopes = serviceNames.map((name) => {
      const warm = samples[name]?.slice(Math.floor(size / 200)) ?? [];
      return [`${name}MbPerHundred`, Number(slopeOf(warm).toFixed(2))] as const;
    });
    for (const [name, slope] of slopes) if (slope >= 1) faults.push(`${name} is ${slope}`);
    const processes = (await descendantsOf(platform.pid('renderer'))).length;
    if (processes > processesBefore + 10)
      faults.push(`${processes} processes below the renderer, ${processesBefore} before`);
    const orphans = await orphanObjects(platform.environment);
    faults.push(...orphans.slice(0, 5).map((key) => `no report needs ${key}`));
    return {
      figures: { reports: posted.length, ...counted, ...Object.fromEntries(slopes), orphans: orphans.length },
      faults,
    };
  });

const orphanObjects = async (environment: Readonly<Record<string, string>>): Promise<string[]> => {
  const { sql, close } = connectDatabase({
    url: environment['DATABASE_SYSTEM_URL'] ?? '',
    applicationName: 'test',
  });
  const rows = await sql<{ key: string }[]>`
    select unnest(array[file_key, dataset ->> 'summaryKey', dataset ->> 'rowsKey']) as key from reports`;
  await close();
  const needed = new Set(rows.map(({ key }) => key));
  const storage = connectStorage(storageOptions(defineConfig(storageSettings)(environment)));
  const orphans: string[] = [];
  for (const prefix of ['datasets/', 'files/']) {
    for await (const page of storage.list(prefix))
      orphans.push(...page.map(({ key }) => key).filter((key) => !needed.has(key)));
  }
  return orphans;
};
