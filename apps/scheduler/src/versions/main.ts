/**
 * Which version of the workflows takes new ones: `node apps/scheduler/src/versions/main.ts list`, and `... use BUILD_ID` for the way back
 * (or forward). Runs that are on their way stay on the version that they began on.
 */
import { taskQueues } from '@reports/contracts';
import { defineConfig, messageOf } from '@reports/service';
import {
  connectTemporal,
  describeDeployment,
  lastPolls,
  makeCurrent,
  temporalSettings,
} from '@reports/temporal';
import { deploymentName } from './workflow-code.ts';

const temporal = connectTemporal(defineConfig(temporalSettings)(process.env));
const say = (line: string) => process.stdout.write(`${line}\n`);
const [command, buildId = ''] = process.argv.slice(2);

try {
  const deployment = await describeDeployment(temporal, deploymentName);
  if (!deployment) throw new Error('No scheduler has polled yet: start one first.');
  const known = deployment.versions.toSorted((one, other) => Number(other.firstSeen) - Number(one.firstSeen));
  if (command === 'use') {
    if (!known.some((version) => version.buildId === buildId)) {
      const names = known.map((version) => version.buildId).join(', ');
      throw new Error(`There is no version "${buildId}". There are: ${names}.`);
    }
    await makeCurrent(temporal, { deploymentName, buildId }, deployment.conflictToken);
    say(`New workflows go to ${buildId} from now on.`);
  } else if (command === 'list') {
    const polls = await lastPolls(temporal, taskQueues.scheduler);
    for (const version of known) {
      const mark = version.buildId === deployment.current ? '*' : ' ';
      const poll = polls.get(version.buildId)?.toISOString() ?? 'not in the last minutes';
      say(
        `${mark} ${version.buildId}  first seen ${version.firstSeen.toISOString()}  asked for work ${poll}`,
      );
    }
  } else {
    throw new Error('Say "list", or "use BUILD_ID".');
  }
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
} finally {
  await temporal.close();
}
