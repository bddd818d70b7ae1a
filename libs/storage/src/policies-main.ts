/** Prints the policy of each service's user for a bucket (the first argument, else `reports`), for storage that is not MinIO. */
import { policyOf, storageUsers } from './policies.ts';

const [bucket = 'reports'] = process.argv.slice(2);
const policies = Object.fromEntries(storageUsers.map((user) => [`reports-${user}`, policyOf(user, bucket)]));
process.stdout.write(`${JSON.stringify(policies, null, 2)}\n`);
