import { homeZone } from './sizes.ts';
import type { Stage, Workspace } from '../stage.ts';
import { type Generated, generateRecords, generateViolations } from './generate.ts';
import { loadWorkspace } from './load.ts';

const fillWithCalls = async (
  stage: Stage,
  workspaceId: string,
  data: Omit<Generated, 'campaigns'>,
  otherZone: string | undefined,
): Promise<void> => {
  const { schema } = data;
  await generateRecords(stage.reference, { ...data, campaigns: stage.sizes.campaigns });
  await loadWorkspace(stage, { schema, workspaceId, otherZone });
  await stage.owner.unsafe('VACUUM (ANALYZE)');
};

const callsWorkspace = (stage: Stage, schema: string, calls: number): Promise<Workspace> =>
  stage.workspace(schema, ({ id }) =>
    fillWithCalls(stage, id, { schema, calls, agents: stage.sizes.agents }, homeZone.timezone),
  );

/** One month of many calls. Also the schema of that name in the reference database. */
export const largeWorkspace = (stage: Stage): Promise<Workspace> =>
  callsWorkspace(stage, 'large', stage.sizes.largeCalls);

/** The same days, campaigns and agents, a tenth of the calls. */
export const smallWorkspace = (stage: Stage): Promise<Workspace> =>
  callsWorkspace(stage, 'small', stage.sizes.smallCalls);

/**
 * What the small workspace's month stands beside. Where it has calls of its own number it also has agents in proportion and rollups by UTC days alone,
 * and its rows are not kept in the reference database: fifty million calls are 45 GB as it is.
 */
export const besideWorkspace = (stage: Stage): Promise<Workspace> => {
  const { besideCalls: calls, largeCalls, agents } = stage.sizes;
  if (calls === undefined) return largeWorkspace(stage);
  return stage.workspace(`beside-${calls}`, async ({ id }) => {
    const schema = 'beside';
    // To sort so many rows it would take most of the machine's memory.
    await stage.reference.run("SET memory_limit = '6GB'");
    await fillWithCalls(
      stage,
      id,
      { schema, calls, agents: Math.ceil((agents * calls) / largeCalls) },
      undefined,
    );
    await stage.reference.run(`DROP SCHEMA ${schema} CASCADE; RESET memory_limit`);
  });
};

/** Compliance checks alone, most of them violations. */
export const logWorkspace = (stage: Stage): Promise<Workspace> =>
  stage.workspace('log', async ({ id }) => {
    const { logViolations, agents, campaigns } = stage.sizes;
    await generateViolations(stage.reference, {
      schema: 'log',
      violations: logViolations,
      agents,
      campaigns,
    });
    await loadWorkspace(stage, { schema: 'log', workspaceId: id, otherZone: homeZone.timezone });
    await stage.owner.unsafe('VACUUM (ANALYZE)');
  });
