import { setting } from '@reports/service';

/** What one workspace may have, so that it leaves enough for the others. */
export interface WorkspaceLimits {
  requestsPerMinute: number;
  webhooks: number;
  /** That are not cancelled. */
  schedules: number;
  /** At once. */
  reportsGenerating: number;
  /** Runs of schedules in 60 minutes, past which none is started by hand. Those that are due start whatever their number. */
  runsPerHour: number;
  /** In a day of UTC, past which mail waits for the next. */
  emailsPerDay: number;
}

/** The setting of a service that counts requests. */
export const rateLimitSettings = {
  rateLimitPerMinute: setting.integer(
    'RATE_LIMIT_PER_MINUTE',
    'requests a minute for a workspace that has no limit of its own',
    1_000,
    { min: 1 },
  ),
} as const;

/** The setting of a service that sends mail, or says how much may be sent. */
export const mailLimitSettings = {
  maxEmailsPerDay: setting.integer(
    'MAX_EMAILS_PER_DAY',
    'e-mails a day for a workspace that has no limit of its own; more wait for the next day',
    10_000,
    { min: 1 },
  ),
} as const;

/** The settings of a service that takes in what there are limits for. */
export const workspaceLimitSettings = {
  ...rateLimitSettings,
  ...mailLimitSettings,
  maxWebhooks: setting.integer('MAX_WEBHOOKS', 'webhooks of a workspace that has no limit of its own', 100),
  maxSchedules: setting.integer(
    'MAX_SCHEDULES',
    'schedules, cancelled ones aside, of a workspace that has no limit of its own',
    5_000,
  ),
  maxReportsGenerating: setting.integer(
    'MAX_REPORTS_GENERATING',
    'reports that a workspace without a limit of its own may have in the making before it is refused more',
    2_000,
    { min: 1 },
  ),
  maxRunsPerHour: setting.integer(
    'MAX_RUNS_PER_HOUR',
    'runs of schedules in an hour past which a workspace without a limit of its own may start none by hand',
    1_000,
  ),
} as const;

/** What the settings above give to a workspace that has no limits of its own. */
export const defaultLimits = (config: {
  rateLimitPerMinute: number;
  maxWebhooks: number;
  maxSchedules: number;
  maxReportsGenerating: number;
  maxRunsPerHour: number;
  maxEmailsPerDay: number;
}): WorkspaceLimits => ({
  requestsPerMinute: config.rateLimitPerMinute,
  webhooks: config.maxWebhooks,
  schedules: config.maxSchedules,
  reportsGenerating: config.maxReportsGenerating,
  runsPerHour: config.maxRunsPerHour,
  emailsPerDay: config.maxEmailsPerDay,
});

/** Whether a workspace's mail may go to an address. `allowed`: null, any domain. A domain stands for itself, not for those below it. */
export const isAllowedRecipient = (address: string, allowed: readonly string[] | null): boolean =>
  allowed === null || allowed.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
