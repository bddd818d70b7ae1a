import { type DeliveryChannel, wakeSubjects } from '@reports/contracts';
import { type Database, translateDatabaseError } from '@reports/database';
import { consumeEvents, type Messaging } from '@reports/messaging';
import type { Logger } from '@reports/service';
import type { Storage } from '@reports/storage';
import type { Registry } from 'prom-client';
import { startLane } from './dispatch/lane.ts';
import { retrySchedules } from './dispatch/retry-schedules.ts';
import { createSettlement, type Settled } from './dispatch/settle.ts';
import type { ClaimedDelivery, Deliver } from './ledger/delivery.ts';
import { createLedger } from './ledger/note-outcome.ts';
import { recordDeliveries } from './ledger/record-deliveries.ts';
import { createReadFigure } from './report/read-figure.ts';

export interface NotifierDependencies {
  /** As role reports_app. */
  database: Database;
  /** As role reports_system: due deliveries of all workspaces. */
  systemDatabase: Database;
  messaging: Messaging;
  storage: Storage;
  deliver: Record<DeliveryChannel, Deliver>;
  /** The right-hand side of Message-IDs. */
  mailDomain: string;
  /** Mails sent at once. */
  mailSlots: number;
  schedules?: Readonly<Record<DeliveryChannel, readonly number[]>>;
  leaseMs?: number;
  drainMs?: number;
  /** Told of each attempt's end; `ageSeconds`: since the delivery was entered. */
  onSettled?: (delivery: ClaimedDelivery, settled: Settled, ageSeconds: number) => void;
  log: Logger;
  metrics?: Registry;
}

export interface Notifier {
  /** Each throws while its part does not work. */
  checks: { events: () => void; dispatch: () => void };
  stop: () => Promise<void>;
}

/** How long after a kill -9 another notifier takes its deliveries over, at most. */
const defaultLeaseMs = 30_000;
/** Leaves the rest of a shutdown's 25 seconds to close connections. */
const defaultDrainMs = 15_000;

const webhookSlots = 32;
/** A workspace whose endpoints hang holds up no other. */
const webhookSlotsPerWorkspace = 8;
/** Ends of the process during attempts that a delivery survives beyond its schedule. */
const spareFailures = 3;

/** Events in, ledger, deliveries out: everything but the process itself. */
export const startNotifier = ({
  database,
  systemDatabase,
  messaging,
  storage,
  deliver,
  mailDomain,
  mailSlots,
  schedules = retrySchedules,
  leaseMs = defaultLeaseMs,
  drainMs = defaultDrainMs,
  onSettled,
  log,
  metrics,
}: NotifierDependencies): Notifier => {
  const ledger = createLedger(systemDatabase);
  const readFigure = createReadFigure(storage);
  const lane = (channel: DeliveryChannel, slots: number, slotsPerWorkspace: number) => {
    const schedule = schedules[channel];
    return startLane(
      { channel, slots, slotsPerWorkspace, leaseMs, drainMs, maxFailures: schedule.length + spareFailures },
      {
        database: systemDatabase,
        ledger,
        deliver: deliver[channel],
        settle: createSettlement({ ledger, messaging, schedule, operatorWaits: messaging.waits, log }),
        onSettled: (...ended) => onSettled?.(...ended),
        log,
        metrics,
      },
    );
  };
  const lanes = [
    lane('email', mailSlots, mailSlots),
    lane('webhook', webhookSlots, webhookSlotsPerWorkspace),
  ];

  const events = consumeEvents(messaging, 'notifier-reports', async ({ event }) => {
    if (event.type !== 'report.completed' && event.type !== 'report.failed') return;
    try {
      const deliveries = await recordDeliveries(database, event, { mailDomain, readFigure });
      if (deliveries === undefined) return;
      log.info(
        { report_id: event.data.report_id, workspace_id: event.workspaceid, deliveries },
        "a report's deliveries are recorded",
      );
    } catch (error) {
      throw translateDatabaseError(error);
    }
  });

  // What this process records, and what the api asks for again. Other processes look, at least every second.
  const wakeLanes = () => lanes.forEach(({ wake }) => wake());
  database.onWork(wakeLanes);
  messaging.hear([wakeSubjects.deliveries], wakeLanes);

  return {
    checks: { events: events.check, dispatch: () => lanes.forEach(({ check }) => check()) },
    stop: async () => {
      await events.stop();
      await Promise.all(lanes.map(({ stop }) => stop()));
    },
  };
};
