import type { Database } from '@reports/database';
import type { Messaging } from '@reports/messaging';
import type { Health, Logger } from '@reports/service';
import type { Storage } from '@reports/storage';
import type { Config } from './config.ts';

/** What the application is built from. */
export interface Dependencies {
  database: Database;
  messaging: Messaging;
  storage: Storage;
  health: Health;
  log: Logger;
  config: Config;
}
