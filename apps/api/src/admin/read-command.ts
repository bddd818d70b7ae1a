import { parseArgs } from 'node:util';
import { isInstant, type KeyScope } from '@reports/contracts';
import type { WorkspaceLimits } from '@reports/database';

export type Command =
  | { name: 'create workspace'; workspaceName: string; rateLimitPerMinute: number | undefined }
  | { name: 'list workspaces' }
  | { name: 'limit workspace'; workspaceId: string; limits: LimitChanges }
  | DeleteWorkspaceCommand
  | { name: 'create key'; workspaceId: string; scope: KeyScope; expiresInDays: number | undefined }
  | { name: 'revoke key'; keyId: string }
  | { name: 'list keys'; workspaceId: string | undefined }
  | {
      name: 'retry reports';
      /** Those that failed at this instant or later. */
      since: Date;
      /** Of these errors alone. */
      codes: string[] | undefined;
      workspaceId: string | undefined;
    }
  | DeadLetterCommand;

/** Needs the database alone. */
export type DatabaseCommand = Exclude<Command, DeadLetterCommand | DeleteWorkspaceCommand>;

/** What is not named stays; null: the platform's setting. */
export type LimitChanges = Partial<Record<keyof WorkspaceLimits, number | null>>;

/** Needs every engine but Temporal. */
export interface DeleteWorkspaceCommand {
  name: 'delete workspace';
  workspaceId: string;
}

/** Needs the message bus, and no database. */
export type DeadLetterCommand =
  | { name: 'list dead letters'; limit: number; after: number }
  | { name: 'show dead letter' | 'replay dead letter' | 'discard dead letter'; id: number };

export const usage = `Usage:
  workspaces create NAME [--rate-limit N]
  workspaces list
  workspaces limit ID [--rate-limit|--webhooks|--schedules|--reports-generating|--runs-per-hour|--emails-per-day N|default]...
  workspaces delete ID --confirm ID
  keys create --workspace ID --scope read_only|read_write|admin [--expires-in-days N]
  keys revoke ID
  keys list [--workspace ID]
  reports retry --status failed --since INSTANT [--code CODE]... [--workspace ID]
  dead-letters list [--limit N] [--after ID]
  dead-letters show ID
  dead-letters replay ID
  dead-letters discard ID`;

const scopes: readonly KeyScope[] = ['read_only', 'read_write', 'admin'];

/** What the words of a command line ask for. Throws an Error that says what is wrong, with the usage. */
export const readCommand = (words: string[]): Command => {
  const { positionals, values } = parseWords(words);
  const [noun, verb, argument, ...more] = positionals;
  if (more.length > 0) throw refuse(`There is more than expected: ${more.join(' ')}. Put names in quotes.`);
  switch (`${noun} ${verb}`) {
    case 'workspaces create':
      return {
        name: 'create workspace',
        workspaceName: required(argument, 'a NAME'),
        rateLimitPerMinute: wholeNumber(values['rate-limit'], '--rate-limit'),
      };
    case 'workspaces delete': {
      const workspaceId = required(argument, 'the ID of a workspace');
      if (values.confirm !== workspaceId) {
        throw refuse(
          `This deletes everything of ${workspaceId} for good. If that is wanted, add --confirm ${workspaceId}.`,
        );
      }
      return { name: 'delete workspace', workspaceId };
    }
    case 'workspaces list':
      return { name: 'list workspaces' };
    case 'workspaces limit':
      return {
        name: 'limit workspace',
        workspaceId: required(argument, 'the ID of a workspace'),
        limits: readLimits(values),
      };
    case 'keys create':
      return {
        name: 'create key',
        workspaceId: required(values.workspace, '--workspace ID'),
        scope: readScope(required(values.scope, '--scope')),
        expiresInDays: wholeNumber(values['expires-in-days'], '--expires-in-days'),
      };
    case 'keys revoke':
      return { name: 'revoke key', keyId: required(argument, 'the ID of a key') };
    case 'keys list':
      return { name: 'list keys', workspaceId: values.workspace };
    case 'dead-letters list':
      return {
        name: 'list dead letters',
        limit: wholeNumber(values.limit, '--limit') ?? 100,
        after: wholeNumber(values.after, '--after') ?? 0,
      };
    case 'dead-letters show':
      return { name: 'show dead letter', id: deadLetterId(argument) };
    case 'dead-letters replay':
      return { name: 'replay dead letter', id: deadLetterId(argument) };
    case 'dead-letters discard':
      return { name: 'discard dead letter', id: deadLetterId(argument) };
    case 'reports retry':
      if (values.status !== 'failed')
        throw refuse('--status failed is missing: only failed reports can be made again.');
      return {
        name: 'retry reports',
        since: readInstant(required(values.since, '--since')),
        codes: values.code,
        workspaceId: values.workspace,
      };
    default:
      throw refuse(
        positionals.length === 0 ? 'Say what to do.' : `"${positionals.join(' ')}" is no command.`,
      );
  }
};

const deadLetterId = (text: string | undefined): number => {
  const id = Number(required(text, 'the ID of a dead letter'));
  if (!Number.isSafeInteger(id) || id < 1) throw refuse(`"${text}" is not the ID of a dead letter.`);
  return id;
};

const parseWords = (words: string[]) => {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        workspace: { type: 'string' },
        confirm: { type: 'string' },
        scope: { type: 'string' },
        'expires-in-days': { type: 'string' },
        ...Object.fromEntries(Object.values(limitOptions).map((name) => [name, { type: 'string' as const }])),
        'rate-limit': { type: 'string' },
        limit: { type: 'string' },
        after: { type: 'string' },
        status: { type: 'string' },
        since: { type: 'string' },
        code: { type: 'string', multiple: true },
      },
    });
  } catch (error) {
    throw refuse((error as Error).message);
  }
};

const refuse = (reason: string): Error => new Error(`${reason}\n\n${usage}`);

const required = (value: string | undefined, what: string): string => {
  if (value === undefined || value.trim() === '') throw refuse(`${what} is missing.`);
  return value.trim();
};

const wholeNumber = (text: string | undefined, what: string): number | undefined => {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw refuse(`${what} must be a whole number from 1, not "${text}".`);
};

const readInstant = (text: string): Date => {
  if (isInstant(text)) return new Date(text);
  throw refuse(`--since must be an instant such as 2024-01-29T06:00:00Z, not "${text}".`);
};

/** The options that set the limits of a workspace. */
const limitOptions = {
  requestsPerMinute: 'rate-limit',
  webhooks: 'webhooks',
  schedules: 'schedules',
  reportsGenerating: 'reports-generating',
  runsPerHour: 'runs-per-hour',
  emailsPerDay: 'emails-per-day',
} as const satisfies Record<keyof WorkspaceLimits, string>;

const readLimits = (values: Record<string, unknown>): LimitChanges => {
  const given = Object.entries(limitOptions).filter(([, option]) => values[option] !== undefined);
  if (given.length === 0) {
    throw refuse(
      `${Object.values(limitOptions)
        .map((option) => `--${option}`)
        .join(' or ')} is missing.`,
    );
  }
  return Object.fromEntries(
    given.map(([name, option]) => {
      const text = String(values[option]);
      return [name, text === 'default' ? null : (wholeNumber(text, `--${option}`) ?? null)];
    }),
  );
};

const readScope = (text: string): KeyScope => {
  const scope = scopes.find((candidate) => candidate === text);
  if (scope) return scope;
  throw refuse(`--scope must be one of ${scopes.join(', ')}, not "${text}".`);
};
