import { type BusState, connectMessaging, busOptions, inspectBus } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { type ClockReading, readClock } from '../clock.ts';
import { fault, faultsOr, fine, type Finding, isAtLeast, lookAt, note, withinPatience } from '../finding.ts';

/** Older ones do not know the options of our consumers. */
const wantedVersion = [2, 10] as const;
const prepare = 'As a user that may: node libs/messaging/src/prepare-main.ts';
const reach = 'Check NATS_URL, that the server runs, and its log.';

export const checkNats = async (
  config: Parameters<typeof busOptions>[0],
  now: () => number,
): Promise<{ findings: Finding[]; clocks: ClockReading[] }> => {
  const log = createLogger({ service: 'doctor', level: 'silent' });
  // As the user who may see all of it.
  const messaging = connectMessaging({ ...busOptions(config), name: 'admin', log, makesStreams: false });
  const findings: Finding[] = [];
  const seen: BusState[] = [];
  try {
    findings.push(
      ...(await lookAt('nats', 'NATS_URL', reach, async () => {
        seen.push(await withinPatience(inspectBus(messaging)));
        return fine('reached, with JetStream');
      })),
    );
    const [state] = seen;
    if (state === undefined) return { findings, clocks: [] };
    const { version, faults, staleCopies, deadLetters } = state;
    findings.push(
      ...(await lookAt('nats', 'version', reach, () =>
        isAtLeast(version, wantedVersion)
          ? fine(`NATS ${version}`)
          : fault(`NATS ${version}`, `Upgrade it to ${wantedVersion.join('.')} or later.`),
      )),
      ...(await lookAt('nats', 'streams and consumers', prepare, () =>
        faultsOr(
          faults.map((each) => fault(each, prepare)),
          'all are there, as this release makes them',
        ),
      )),
      ...(await lookAt('nats', 'copies', reach, () =>
        faultsOr(
          staleCopies.map((each) =>
            fault(each, 'Bring its other servers back, and wait: docs/runbook.md#three-servers-of-nats'),
          ),
          'each stream has all of its copies up to date',
        ),
      )),
      ...(await lookAt('nats', 'dead letters', reach, () =>
        deadLetters === 0
          ? fine('none')
          : note(
              `${deadLetters} wait for an operator`,
              'npm run admin -- dead-letters list; docs/runbook.md#dead-letters',
            ),
      )),
    );
    const clocks = await readClock('NATS', now, async () =>
      (await inspectBus(messaging)).now?.getTime(),
    ).catch(() => []);
    return { findings, clocks };
  } finally {
    await messaging.close();
  }
};
