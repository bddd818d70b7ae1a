import {
  type ConsumerName,
  consumers,
  endSubjects,
  receiptSubjectOf,
  receiptSubjects,
  streams,
  type StreamName,
  wakeSubjects,
} from '@reports/contracts';

interface Rights {
  /** Subjects of the streams that it publishes to. */
  publishes: readonly string[];
  /** What it gives up on beside what it consumes: `dead.<name>`. */
  buries?: readonly string[];
  /** Streams that it deletes from what was read. */
  trims?: readonly StreamName[];
  /** What it tells others, or hears, without a stream. */
  tells?: readonly string[];
  hears?: readonly string[];
}

/** What each service publishes. It consumes what has its name: `scheduler-requests` is the scheduler's. */
const services = {
  api: { publishes: streams.RECORDS.subjects, tells: Object.values(wakeSubjects), hears: endSubjects },
  scheduler: {
    publishes: [...streams.REPORTS.subjects, ...streams.SCHEDULES.subjects],
    hears: [wakeSubjects.outbox],
  },
  aggregator: { publishes: [], trims: ['RECORDS'], tells: [receiptSubjects] },
  notifier: { publishes: [], buries: ['notifier-deliveries'], hears: [wakeSubjects.deliveries] },
} as const satisfies Record<string, Rights>;

const consumersOf = (user: string): ConsumerName[] =>
  (Object.keys(consumers) as ConsumerName[]).filter((name) => name.startsWith(`${user}-`));

export type BusUser = keyof typeof services;
export const busUsers = Object.keys(services) as readonly BusUser[];

export interface Permissions {
  publish: readonly string[];
  subscribe: readonly string[];
}

/** Where answers to a user's requests arrive. Nobody else may listen there. */
export const inboxOf = (user: string): string => `_INBOX.${user}`;

const streamOf = (subject: string): StreamName | undefined =>
  (Object.keys(streams) as StreamName[]).find((name) =>
    (streams[name].subjects as readonly string[]).includes(subject),
  );

const rightsOf = (user: BusUser): Rights => services[user];

/** The streams that a user has to do with; all of them for a user that is no service's. */
export const streamsOf = (user: string): readonly StreamName[] => {
  const all = Object.keys(streams) as StreamName[];
  if (!busUsers.some((known) => known === user)) return all;
  const { publishes, buries = [] } = rightsOf(user as BusUser);
  const consumes = consumersOf(user);
  const used = new Set<StreamName | undefined>([
    ...publishes.map(streamOf),
    ...consumes.map((name) => consumers[name].stream),
    ...(consumes.length + buries.length > 0 ? ['DEAD_LETTERS' as const] : []),
  ]);
  return all.filter((name) => used.has(name));
};

/** A service's user: it publishes and reads what the service does, sees that its streams are there, and changes none of them. */
export const permissionsOf = (user: BusUser): Permissions => {
  const { publishes, buries = [], trims = [], tells = [], hears = [] } = rightsOf(user);
  const consumes = consumersOf(user);
  return {
    publish: [
      ...publishes,
      ...tells,
      ...[...consumes, ...buries].map((name) => `dead.${name}`),
      ...streamsOf(user).map((stream) => `$JS.API.STREAM.INFO.${stream}`),
      ...trims.map((stream) => `$JS.API.STREAM.PURGE.${stream}`),
      ...consumes.flatMap((name) => {
        const { stream } = consumers[name];
        return [
          `$JS.API.CONSUMER.INFO.${stream}.${name}`,
          `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`,
          `$JS.ACK.${stream}.${name}.>`,
        ];
      }),
    ],
    subscribe: [`${inboxOf(user)}.>`, ...hears],
  };
};

/**
 * The user of somebody outside who publishes a workspace's records straight on the bus, hears what became of them and which reports have
 * ended, and does nothing else.
 */
export const producerName = (workspaceId: string): string => `producer-${workspaceId}`;
export const producerPermissions = (workspaceId: string): Permissions => ({
  publish: [`records.${workspaceId}.>`],
  subscribe: [
    `${inboxOf(producerName(workspaceId))}.>`,
    receiptSubjectOf(workspaceId, '*'),
    `reports.${workspaceId}.completed`,
    `reports.${workspaceId}.failed`,
  ],
});

/**
 * The `authorization` of a NATS server's configuration: `admin`, who may do everything, a user for each service, and one for each
 * producer. `passwordOf` gives a password as the file holds it: quoted, or `$VARIABLE`.
 */
export const writeAuthorization = (
  passwordOf: (user: string) => string,
  producers: readonly string[] = [],
): string => {
  const list = (subjects: readonly string[]): string =>
    `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;
  const limited = (user: string, { publish, subscribe }: Permissions): string[] => [
    '    {',
    `      user: ${user}`,
    `      password: ${passwordOf(user)}`,
    '      permissions {',
    `        publish: { allow: ${list(publish)} }`,
    `        subscribe: { allow: ${list(subscribe)} }`,
    '      }',
    '    }',
  ];
  return [
    'authorization {',
    '  users = [',
    '    # Makes streams and consumers, and handles dead letters. No service has it.',
    `    { user: admin, password: ${passwordOf('admin')} }`,
    ...busUsers.flatMap((user) => limited(user, permissionsOf(user))),
    ...producers.flatMap((id) => limited(producerName(id), producerPermissions(id))),
    '  ]',
    '}',
    '',
  ].join('\n');
};
