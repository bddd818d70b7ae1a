import { searchAttributeTypes, taskQueues } from '@reports/contracts';
import {
  connectTemporal,
  inspectTemporal,
  type TemporalSettings,
  type TemporalState,
  translateTemporalError,
} from '@reports/temporal';
import { fault, faultsOr, fine, type Finding, isAtLeast, lookAt, note, withinPatience } from '../finding.ts';

/** Its task queues share out what waits by fairness keys from then on. */
const wantedVersion = [1, 29] as const;
const reach = 'Check TEMPORAL_ADDRESS, TEMPORAL_TLS and its certificates, that the server runs, and its log.';

const whoPolls: Record<(typeof taskQueues)[keyof typeof taskQueues], string> = {
  [taskQueues.scheduler]: 'scheduler',
  [taskQueues.aggregator]: 'aggregator',
  [taskQueues.renderFiles]: 'renderer',
  [taskQueues.renderPdf]: 'renderer',
  [taskQueues.renderWorkbooks]: 'renderer',
  [taskQueues.renderParts]: 'renderer',
};

export const checkTemporal = async (settings: TemporalSettings): Promise<Finding[]> => {
  const { temporalNamespace: namespace } = settings;
  const temporal = connectTemporal(settings);
  const seen: TemporalState[] = [];
  try {
    const findings = await lookAt('temporal', 'TEMPORAL_ADDRESS', reach, async () => {
      const looking = withinPatience(inspectTemporal(temporal, Object.values(taskQueues)));
      seen.push(
        await looking.catch((error: unknown) => {
          throw translateTemporalError(error);
        }),
      );
      return fine('reached');
    });
    const [state] = seen;
    if (state === undefined) return findings;
    const { version, attributes, retentionDays, unpolled } = state;
    return [
      ...findings,
      ...(await lookAt('temporal', 'version', reach, () =>
        isAtLeast(version, wantedVersion)
          ? fine(`Temporal ${version}`)
          : fault(`Temporal ${version}`, `Upgrade it to ${wantedVersion.join('.')} or later.`),
      )),
      ...(await lookAt('temporal', 'search attributes', reach, () =>
        faultsOr(
          Object.entries(searchAttributeTypes).flatMap(([name, wanted]) => {
            const type = attributes[name];
            if (type === wanted) return [];
            return [
              type === undefined
                ? fault(
                    `${name} is missing in namespace ${namespace}`,
                    `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${wanted} (the scheduler does it at its start, if it may)`,
                  )
                : fault(
                    `${name} is of type ${type}, not ${wanted}`,
                    'Use a namespace that nothing else uses.',
                  ),
            ];
          }),
          'all are there',
        ),
      )),
      ...(await lookAt('temporal', 'retention', reach, () =>
        retentionDays >= 1
          ? fine(`ended workflows can be looked at for ${retentionDays} days`)
          : note(
              'ended workflows are gone within a day',
              `temporal operator namespace update --namespace ${namespace} --retention 7d`,
            ),
      )),
      ...(await lookAt('temporal', 'workers', reach, () =>
        faultsOr(
          unpolled.map((queue) =>
            fault(
              `nobody has asked the task queue ${queue} for work in the last minutes`,
              `Start the ${whoPolls[queue as keyof typeof whoPolls]}, or look at its /readyz and log.`,
            ),
          ),
          'every task queue has its workers',
        ),
      )),
    ];
  } finally {
    await temporal.close();
  }
};
