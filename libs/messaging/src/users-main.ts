/**
 * Prints the `authorization` of a NATS server's configuration, with passwords from its environment (`NATS_API_PASSWORD` and so on).
 * Each argument is a workspace's id, and adds a user that may publish that workspace's records.
 */
import { writeAuthorization } from './users.ts';

const variableOf = (user: string): string => `$NATS_${user.replaceAll('-', '_').toUpperCase()}_PASSWORD`;

process.stdout.write(writeAuthorization(variableOf, process.argv.slice(2)));
