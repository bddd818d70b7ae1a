import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

const names = ['superuser', 'owner', 'app', 'system', 's3', 'signingKey'] as const;

/** Passwords and keys of one platform, made once and kept beside its data. */
export type Secrets = Record<(typeof names)[number], string>;

export const readOrCreateSecrets = ({ directory }: Layout): Secrets => {
  const file = join(directory, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets = Object.fromEntries(names.map((name) => [name, randomBytes(24).toString('hex')])) as Secrets;
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
};
