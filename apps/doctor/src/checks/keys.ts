import { connectDatabase, translateDatabaseError } from '@reports/database';
import type { NamedKey } from '@reports/service';
import { fault, faultsOr, type Finding, lookAt, note, withinPatience } from '../finding.ts';

/** The ids of the keys that webhooks' secrets are encrypted with. */
const readSealingKeys = async (systemUrl: string): Promise<string[]> => {
  const database = connectDatabase({ url: systemUrl, applicationName: 'doctor', poolSize: 1 });
  try {
    const rows = await withinPatience(
      database.sql<{ id: string }[]>`
        select distinct split_part(secret, '.', 2) as id
        from webhooks, unnest(secrets) as secret where secret like 'sealed.%' order by 1`.execute(),
    );
    return rows.map(({ id }) => id);
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    await database.close();
  }
};

export const checkKeys = async ({
  systemUrl,
  secretKeys,
  payloadKeys,
}: {
  systemUrl: string | undefined;
  secretKeys: readonly NamedKey[];
  payloadKeys: readonly NamedKey[];
}): Promise<Finding[]> => [
  ...(await lookAt(
    'keys',
    'SECRET_KEYS',
    'Set it: id:key, the key from openssl rand -base64 32.',
    async () => {
      const used = systemUrl === undefined ? [] : await readSealingKeys(systemUrl);
      const lost = used.filter((id) => !secretKeys.some((key) => key.id === id));
      if (lost.length === 0 && secretKeys.length === 0) {
        return note(
          "webhooks' secrets are stored in clear",
          'Set it: id:key, the key from openssl rand -base64 32.',
        );
      }
      return faultsOr(
        lost.map((id) =>
          fault(
            `webhooks' secrets are encrypted with the key "${id}", which SECRET_KEYS does not have`,
            `Put the key "${id}" back behind the first: webhooks cannot be signed without it.`,
          ),
        ),
        `${secretKeys.length} keys, and every secret that is stored opens with one of them`,
      );
    },
  )),
  ...(payloadKeys.length > 0
    ? []
    : await lookAt('keys', 'TEMPORAL_PAYLOAD_KEYS', '', () =>
        note(
          'what Temporal keeps of workflows is in clear',
          'Names of workspaces and filters are in it: docs/runbook.md#users-of-the-engines.',
        ),
      )),
];
