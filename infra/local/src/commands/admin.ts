import { runAdmin } from '../admin.ts';
import { withDatabase } from '../running-environment.ts';

/** `npm run admin -- ...`: with the running platform's database, or with one started for this call alone. */
export const admin = (args: readonly string[]): Promise<number> =>
  withDatabase((environment) => runAdmin(args, environment));
