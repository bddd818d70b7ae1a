import type { Platform } from '@reports/local-platform/platform';

/** One piece of work of a worker, as Temporal's history has it. */
export interface Work {
  /** `renderer-7c9d-x2x4z`: the pod. */
  pod: string;
  attempt: number;
  startedAt: number;
  completedAt: number;
}

interface HistoryEvent {
  eventId: string;
  eventTime: string;
  activityTaskStartedEventAttributes?: { identity: string; attempt?: number };
  activityTaskCompletedEventAttributes?: { startedEventId: string };
}

/** What pods of a service did for these reports, of their workflows' histories. */
export const worksOf = async (
  { environment }: Platform,
  service: string,
  ids: readonly string[],
): Promise<Work[]> => {
  const { TEMPORAL_HTTP_URL: url, TEMPORAL_NAMESPACE: namespace } = environment;
  const works: Work[] = [];
  for (const id of ids) {
    const answer = await fetch(`${url}/api/v1/namespaces/${namespace}/workflows/${id}/history`);
    if (!answer.ok) throw new Error(`Temporal answers ${answer.status} for ${id}`);
    const { history } = (await answer.json()) as { history: { events: HistoryEvent[] } };
    const events = new Map(history.events.map((event) => [event.eventId, event]));
    for (const completed of history.events) {
      const started = events.get(completed.activityTaskCompletedEventAttributes?.startedEventId ?? '');
      const { identity = '', attempt = 1 } = started?.activityTaskStartedEventAttributes ?? {};
      if (started === undefined || !identity.startsWith(`${service}@`)) continue;
      works.push({
        pod: identity.slice(service.length + 1),
        attempt,
        startedAt: Date.parse(started.eventTime),
        completedAt: Date.parse(completed.eventTime),
      });
    }
  }
  return works;
};

/** Pods that were asked to end: when, and the code that their process ended with. Of the lines of a watch with `fieldsOfPods`. */
export const endingPods = (
  lines: readonly string[],
): { pod: string; askedAt: number; exitCode?: number }[] => {
  const pods = new Map<string, { pod: string; askedAt: number; exitCode?: number }>();
  for (const line of lines) {
    const [pod = '', deletedAt = '', graceSeconds = '', exitCode = ''] = line.split('|');
    if (deletedAt === '') continue;
    pods.set(pod, {
      ...pods.get(pod),
      pod,
      // Kubernetes writes when the pod is to be gone at last.
      askedAt: Date.parse(deletedAt) - Number(graceSeconds) * 1_000,
      ...(exitCode !== '' && { exitCode: Number(exitCode) }),
    });
  }
  return [...pods.values()];
};

export const fieldsOfPods =
  'jsonpath={.metadata.name}|{.metadata.deletionTimestamp}|{.metadata.deletionGracePeriodSeconds}|{.status.containerStatuses[0].state.terminated.exitCode}{"\\n"}';
