import type { Database } from '@reports/database';
import type { Logger } from '@reports/service';

/**
 * Hears of deliveries that other services record. The driver listens again by itself, also after a database that is away
 * when it begins; what was missed meanwhile the lanes find by looking.
 */
export const listenForDeliveries = ({ sql }: Pick<Database, 'sql'>, rouse: () => void, log: Logger): void => {
  sql.listen('deliveries', rouse, rouse).catch((error: unknown) => {
    log.warn({ err: error }, 'not listening for deliveries: looking every second instead');
  });
};
