import type { SeenDeliveries } from '@reports/contracts';
import type { deliveries } from '@reports/database';

export type SeenDelivery = Pick<
  typeof deliveries.$inferSelect,
  'id' | 'channel' | 'recipient' | 'event' | 'status' | 'attempts' | 'lastError' | 'nextAttemptAt' | 'sentAt'
> & {
  /** A notifier is at it. */
  isTried: boolean;
};

/** A page of details holds 20,000 bytes. */
const maxRows = 50;
const maxReason = 160;

const addresses = /([^\s@<>"'()|,;:])[^\s@<>"'()|,;:]*@([^\s@<>"'()|,;:]+)/gu;

/** E-mail addresses in a text, each as `j***@example.com`. Temporal is read by more people than a customer's list of recipients is for. */
export const maskAddresses = (text: string): string => text.replaceAll(addresses, '$1***@$2');

const time = (instant: Date | null): string => (instant ? `${instant.toISOString().slice(0, 19)}Z` : '');

const inCell = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');

const stateOf = ({ status, isTried, sentAt }: SeenDelivery): string => {
  if (status === 'sent') return `sent ${time(sentAt)}`;
  if (status === 'failed') return 'given up';
  return isTried ? 'is tried now' : 'waits';
};

const order = { pending: 0, failed: 1, sent: 2 } as const;

const runbookEntry = 'e-mails-or-webhooks-do-not-arrive';

/** Who is sent what, and what waits, as Markdown for Temporal's UI: what waits comes first. `now`: PostgreSQL's. `runbookUrl`: where it is read. */
export const describeDeliveries = (
  all: readonly SeenDelivery[],
  now: Date,
  runbookUrl: string | null = null,
): SeenDeliveries => {
  const rows = all.toSorted((a, b) => order[a.status] - order[b.status] || (a.id < b.id ? -1 : 1));
  const count = (wanted: SeenDelivery['status']) => all.filter(({ status }) => status === wanted).length;
  const pending = count('pending');
  const next = all.flatMap(({ status, nextAttemptAt }) =>
    status === 'pending' && nextAttemptAt ? [nextAttemptAt.getTime()] : [],
  );
  const text = [
    `**${count('sent')} sent · ${pending} waiting · ${count('failed')} given up**, as of ${time(now)}`,
    '',
    ...(all.length === 0 ? ['Nobody is to be told, or the ledger has not heard of its end yet.'] : []),
    ...(all.length === 0
      ? []
      : ['| delivery | to | of | state | tries | next try | last answer |', '|---|---|---|---|---|---|---|']),
    ...rows
      .slice(0, maxRows)
      .map((row) =>
        [
          '',
          `\`${row.id}\``,
          `${row.channel} ${maskAddresses(row.recipient)}`,
          row.event,
          stateOf(row),
          row.attempts,
          row.status === 'pending' ? time(row.nextAttemptAt) : '',
          row.lastError === null ? '' : inCell(maskAddresses(row.lastError).slice(0, maxReason)),
          '',
        ].join(' | '),
      )
      .map((line) => line.trim()),
    ...(rows.length > maxRows ? ['', `… and ${rows.length - maxRows} more.`] : []),
    ...(pending === 0
      ? []
      : [
          '',
          `Updates: \`retryNow\`; \`skipDelivery\` with an id and a reason. ${
            runbookUrl === null
              ? `Runbook: docs/runbook.md#${runbookEntry}.`
              : `[Runbook: ${runbookEntry}](${runbookUrl}#${runbookEntry})`
          }`,
        ]),
  ].join('\n');
  return {
    text,
    pending,
    nextInSeconds: next.length === 0 ? null : Math.max(0, (Math.min(...next) - now.getTime()) / 1_000),
  };
};
