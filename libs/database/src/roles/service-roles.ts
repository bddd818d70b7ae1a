/** A right as GRANT writes it: `SELECT`, or `UPDATE (url, events)`, several by commas. By table or view. */
type Grants = Readonly<Record<string, string>>;

/** A role that a service connects as, and all that it may do. */
export interface ServiceRole {
  name: string;
  /** Whose password it has: the setting `DATABASE_<SERVICE>_PASSWORD` of the migrations. */
  service: DatabaseService;
  /** Whose rows row-level security shows it: those of the workspace that its transaction has set, or all. */
  group: 'reports_tenant' | 'reports_all_tenants';
  /** Milliseconds that a statement, or a transaction between two statements, may take before PostgreSQL ends it. */
  statementTimeoutMs: number;
  idleInTransactionTimeoutMs: number;
  tables: Grants;
  /** Functions that nobody may call but whom they are granted to. */
  functions?: readonly string[];
}

export const databaseServices = ['api', 'aggregator', 'scheduler', 'notifier'] as const;
export type DatabaseService = (typeof databaseServices)[number];

/** Roles that policies are written for. Nobody logs in as one, and they own and may do nothing. */
export const groupRoles = ['reports_tenant', 'reports_all_tenants'] as const;

const all = 'SELECT, INSERT, UPDATE, DELETE';

/** Written by triggers, which run as who writes the records. */
const rollups: Grants = Object.fromEntries(
  [
    ...['call_rollups', 'agent_call_rollups', 'contact_days', 'contact_rollups', 'qa_rollups'],
    ...['agent_qa_rollups', 'fine_agent_qa_rollups', 'parameter_rollups', 'agent_parameter_rollups'],
    ...['fine_agent_parameter_rollups', 'compliance_rollups', 'rollup_zones', 'record_changes'],
    ...['checked_call_days', 'checked_call_rollups', 'score_rollups', 'agent_check_rollups'],
    'fine_agent_call_rollups',
  ].map((table) => [table, all]),
);

const records = (privileges: string): Grants =>
  Object.fromEntries(
    ['calls', 'evaluations', 'calibrations', 'compliance_checks', 'agents', 'campaigns'].map((table) => [
      table,
      privileges,
    ]),
  );

const auditEntry =
  'INSERT (workspace_id, actor, action, report_id, resource, recipient, address, user_agent, request_id)';
/** To find rows by their age, and to delete them. */
const aged = (...columns: string[]): string => `SELECT (ctid, ${columns.join(', ')}), DELETE`;

/**
 * What each service does in PostgreSQL, so that whoever takes one over has no more. The migrations make the roles and give them exactly this
 * (docs/adr/0041). A right that a release needs no longer goes in the release after it: until then its pods run beside new ones.
 */
export const serviceRoles: readonly ServiceRole[] = [
  {
    name: 'reports_api',
    service: 'api',
    group: 'reports_tenant',
    statementTimeoutMs: 30_000,
    idleInTransactionTimeoutMs: 60_000,
    tables: {
      workspaces:
        'SELECT, UPDATE (name, timezone, allowed_recipient_domains, erasures_pending_since, labels, branding, target_pass_rate, target_peer_gap)',
      // It makes and revokes keys; `find_api_key` finds one. No key gets another scope or comes back.
      api_keys:
        'SELECT (id, workspace_id, scope, created_at, expires_at, revoked_at), INSERT, UPDATE (revoked_at)',
      reports: all,
      report_details: 'SELECT',
      schedules: all,
      schedule_slots: 'SELECT, INSERT, UPDATE',
      outbox: 'INSERT',
      idempotency_keys: all,
      rate_limit_windows: 'SELECT, INSERT, UPDATE',
      // It writes secrets and cannot read them.
      webhooks:
        'SELECT (id, workspace_id, url, events, old_secret_until, disabled_at, created_at), INSERT, UPDATE (url, events, disabled_at), DELETE',
      deliveries: all,
      unsubscribes: 'SELECT, INSERT',
      audit_log: `SELECT, ${auditEntry}`,
      erasures: 'SELECT, INSERT',
      record_tombstones: 'SELECT, INSERT, UPDATE',
      ...records('SELECT, DELETE'),
      ...rollups,
    },
    functions: [
      ...['find_api_key(text)', 'workspace_of_report(text)', 'rotate_webhook_secret(text, text)'],
      ...['reports_with_text(text)', 'reports_mailed_to(text)'],
    ],
  },
  {
    name: 'reports_aggregator',
    service: 'aggregator',
    group: 'reports_tenant',
    // A dataset's snapshot sets its own; a stretch of rollups that is built again may take minutes.
    statementTimeoutMs: 30 * 60_000,
    idleInTransactionTimeoutMs: 10 * 60_000,
    tables: {
      workspaces: 'SELECT, UPDATE (rollups_pending_since, erasures_pending_since, lacks_rollups)',
      deleted_workspaces: 'SELECT',
      reports: 'SELECT, UPDATE (erased_at, file_retained_until, dataset)',
      deliveries: 'SELECT, UPDATE (status, last_error, next_attempt_at)',
      erasures: 'SELECT, UPDATE',
      record_tombstones: 'SELECT, INSERT, UPDATE',
      ...records(all),
      ...rollups,
    },
  },
  {
    name: 'reports_scheduler',
    service: 'scheduler',
    group: 'reports_tenant',
    statementTimeoutMs: 60_000,
    idleInTransactionTimeoutMs: 60_000,
    tables: {
      workspaces: 'SELECT',
      reports: 'SELECT, INSERT, UPDATE',
      // To lock one.
      schedules: 'SELECT, UPDATE (updated_at)',
      schedule_slots: 'SELECT, INSERT, UPDATE (status, run_report_id)',
      outbox: 'INSERT',
      // What an operator hurries or skips.
      deliveries: 'SELECT, UPDATE (status, last_error, next_attempt_at)',
    },
  },
  {
    name: 'reports_scheduler_system',
    service: 'scheduler',
    group: 'reports_all_tenants',
    statementTimeoutMs: 5 * 60_000,
    idleInTransactionTimeoutMs: 5 * 60_000,
    tables: {
      workspaces: 'SELECT',
      outbox: all,
      reports: 'SELECT, UPDATE (announced_at)',
      schedules: 'SELECT, UPDATE (status, revision, updated_at, active_since)',
      idempotency_keys: aged('created_at'),
      inbox: aged('processed_at'),
      record_tombstones: aged('created_at'),
      erasures: aged('created_at', 'status'),
      deliveries: aged('created_at', 'status', 'workspace_id', 'report_id'),
    },
    functions: ['prune_audit_log(integer, integer)'],
  },
  {
    name: 'reports_notifier',
    service: 'notifier',
    group: 'reports_tenant',
    statementTimeoutMs: 60_000,
    idleInTransactionTimeoutMs: 60_000,
    tables: {
      workspaces: 'SELECT',
      inbox: 'SELECT, INSERT',
      reports: 'SELECT, UPDATE (deliveries_recorded_at, restated_at, mail_decision)',
      report_details: 'SELECT',
      schedules: 'SELECT',
      record_changes: 'SELECT',
      webhooks: 'SELECT, UPDATE (disabled_at, secrets)',
      deliveries: 'SELECT, INSERT, UPDATE',
      unsubscribes: 'SELECT',
      email_counts: all,
    },
  },
  {
    name: 'reports_notifier_system',
    service: 'notifier',
    group: 'reports_all_tenants',
    statementTimeoutMs: 60_000,
    idleInTransactionTimeoutMs: 60_000,
    tables: {
      deliveries: 'SELECT, UPDATE',
      reports: 'SELECT',
      record_changes: 'SELECT',
      webhooks: 'SELECT (id, workspace_id, events, secrets, disabled_at)',
      audit_log: auditEntry,
    },
  },
];
