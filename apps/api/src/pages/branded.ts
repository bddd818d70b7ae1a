import type { Branding } from '@reports/contracts';
import type { Database } from '@reports/database';
import { inLanguage, languageOf } from '@reports/wording';
import { readBranding } from '../workspaces/read-workspace.ts';

/**
 * A page as the workspace has its mails: in its language, with its colour and logo. Ours where nothing has proved whose it is (undefined), and where
 * the database is away: a page that says so must not need it.
 */
export const brandedPage = async (
  database: Database,
  workspaceId: string | undefined,
  write: (branding: Branding) => string,
): Promise<string> => {
  const branding =
    workspaceId === undefined
      ? {}
      : await database
          .withWorkspace(workspaceId, (transaction) => readBranding(transaction, workspaceId))
          .catch(() => ({}));
  return inLanguage(languageOf(branding), () => write(branding));
};
