/** What a transaction may leave for others to do once it has committed: events to relay, deliveries to attempt. */
export type LeftWork = 'outbox' | 'deliveries';

const left = new WeakMap<object, Set<LeftWork>>();

/**
 * Notes that there will be work once the transaction commits: whoever listens by `onWork` hears of it then. A notification of
 * PostgreSQL's would take a lock of the whole cluster at each commit, see docs/adr/0026.
 */
export const leaveWork = (transaction: object, work: LeftWork): void => {
  const known = left.get(transaction);
  if (known) known.add(work);
  else left.set(transaction, new Set([work]));
};

export const workLeftBy = (transaction: object | undefined): Iterable<LeftWork> =>
  (transaction && left.get(transaction)) ?? [];
