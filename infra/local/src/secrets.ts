import { hash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

const names = [
  ...(['superuser', 'owner', 'app', 'system', 's3', 'signingKey'] as const),
  /** What the passwords of each service's users of engines are made of. */
  'users',
] as const;

/** Passwords and keys of one platform, made once and kept beside its data. */
export type Secrets = Record<(typeof names)[number], string>;

/** The password of one user of an engine. */
export const passwordOf = ({ users }: Secrets, engine: string, user: string): string =>
  hash('sha256', `${engine}:${user}:${users}`, 'hex');

export const readOrCreateSecrets = ({ directory }: Layout): Secrets => {
  const file = join(directory, 'secrets.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  // A platform of before has not all of them.
  if (names.every((name) => kept[name] !== undefined)) return kept as Secrets;
  const secrets = Object.fromEntries(
    names.map((name) => [name, kept[name] ?? randomBytes(24).toString('hex')]),
  ) as Secrets;
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
};
