/** A test file that attacks the platform. It lies beside what it attacks, and `npm run test:security` runs its long version. */
export interface Attack {
  /** The folder of its project. */
  project: string;
  file: string;
  /** What is tried. */
  tries: string;
}

const attack = (project: string, file: string, tries: string): Attack => ({ project, file, tries });

/** Those that measure time come first, while nothing else of ours runs. docs/threat-model.md names them by their paths. */
export const attacks: readonly Attack[] = [
  attack('apps/renderer', 'test/large-reports.test.ts', 'PDFs of 20,000 agents beside a neighbour'),
  attack(
    'apps/renderer',
    'test/pdf-engine.test.ts',
    'PDFs that take too long, that nobody waits for, or that reach outside',
  ),
  attack('apps/api', 'test/event-loop.test.ts', 'the most expensive bodies that a request may have'),
  attack('apps/api', 'test/slow-bodies.test.ts', 'bodies that come slowly, or are held'),
  attack('apps/api', 'test/busy-metrics.test.ts', 'metrics asked for without a pause'),
  attack('apps/api', 'test/unavailable.test.ts', 'an engine that is away or frozen'),
  attack('apps/api', 'test/rate-limit.test.ts', 'more requests than are allowed'),
  attack('apps/api', 'test/logos.test.ts', 'logos that are more than a picture'),
  attack('libs/network-guard', 'src/resolve.test.ts', 'names whose DNS never answers'),
  attack('libs/network-guard', 'src/public-address.test.ts', 'addresses of networks inside'),
  attack('libs/network-guard', 'src/guarded-lookup.test.ts', 'names that lead inside'),
  attack('libs/network-guard', 'src/endpoint-fault.test.ts', 'URLs that a webhook may not have'),
  attack('apps/notifier', 'test/webhook.test.ts', 'receivers that redirect, hang or lead inside'),
  attack(
    'apps/notifier',
    'test/smtp-security.test.ts',
    'mail servers without TLS, or with a false certificate',
  ),
  attack('apps/notifier', 'test/email-limit.test.ts', 'more e-mails than a day may have'),
  attack('apps/notifier', 'test/seal-stored-secrets.test.ts', 'secrets that were stored in clear'),
  attack('apps/api', 'test/hostile-requests.test.ts', 'bodies, years and requests that break parsers'),
  attack('apps/api', 'test/access.test.ts', "no key, another's key, a key of too low a scope"),
  attack('apps/api', 'test/unknown-keys.test.ts', 'keys that are made up'),
  attack('apps/api', 'test/limits.test.ts', 'schedules, webhooks, reports and mail without end'),
  attack('apps/api', 'test/compression.test.ts', 'bodies that inflate'),
  attack('apps/api', 'test/signed-files.test.ts', 'links that are altered, old, or of another report'),
  attack('apps/api', 'test/unsubscribe.test.ts', 'unsubscribe links that are altered'),
  attack('libs/signing', 'src/download-link.test.ts', 'links of another key, with any byte altered'),
  attack(
    'libs/signing',
    'src/unsubscribe-link.test.ts',
    'unsubscribe links of before a rotation, with any byte altered',
  ),
  attack('libs/signing', 'src/sealed-secret.test.ts', 'secrets moved to another row'),
  attack('apps/api', 'test/bad-requests.test.ts', 'members that a request may not set'),
  attack('apps/api', 'test/webhook-secrets.test.ts', 'secrets read from rows and kept answers'),
  attack('apps/api', 'test/logs.test.ts', 'secrets read from logs'),
  attack('apps/api', 'test/openapi.test.ts', 'routes that no document names'),
  attack('apps/renderer', 'test/confinement.test.ts', 'Chromium taken over'),
  attack('libs/messaging', 'test/users.test.ts', "what a service's user of the bus must not do"),
  attack('libs/messaging', 'test/credentials.test.ts', 'a bus without the right certificate or credentials'),
  attack('libs/storage', 'test/users.test.ts', "what a service's user of storage must not do"),
  attack('libs/temporal', 'test/tls.test.ts', 'a Temporal without the right certificate or key'),
  attack('apps/scheduler', 'test/encrypted-histories.test.ts', 'names and filters read from histories'),
  attack('libs/database', 'test/tenants.test.ts', "another tenant's rows"),
  attack('libs/database', 'test/service-roles.test.ts', "what a service's role of the database must not do"),
  attack('apps/scheduler', 'test/prune.test.ts', 'entries of the audit log that go before their time'),
  attack(
    'apps/api',
    'test/audit.test.ts',
    "entries of the audit log of another workspace, or of one's own making",
  ),
  attack('libs/database', 'test/scoped-statements.test.ts', 'statements without a tenant'),
  attack('libs/database', 'test/foreign-keys.test.ts', "rows that point at another tenant's"),
  attack('libs/service', 'src/config.test.ts', 'default and short keys'),
  attack('tests', 'security/settings.test.ts', 'settings that a service does not need'),
  attack('tests', 'security/compose.test.ts', 'rights and neighbours that a container does not need'),
  attack('tests', 'security/licences.test.ts', 'parts whose licences we may not use'),
  attack('tests', 'security/spreadsheets.test.ts', 'formulas in CSV cells'),
];
