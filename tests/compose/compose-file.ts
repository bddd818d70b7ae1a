import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

interface Service {
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
}

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const composeFile = join(root, 'docker-compose.yml');

const { services } = parse(readFileSync(composeFile, 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

/** The file's services, each after what it waits for; those of a profile are left out. */
export const inOrder = (): string[] => {
  const order: string[] = [];
  const add = (name: string): void => {
    if (order.includes(name)) return;
    for (const needed of Object.keys(services[name]?.depends_on ?? {})) add(needed);
    order.push(name);
  };
  for (const [name, { profiles }] of Object.entries(services)) if (profiles === undefined) add(name);
  return order;
};

/** Whether others wait for its end. */
export const isJob = (name: string): boolean =>
  Object.values(services).some(
    ({ depends_on }) => depends_on?.[name]?.condition === 'service_completed_successfully',
  );
