-- Tenants, keys, reports, schedules, the outbox and the ledgers. Records and rollups follow in later files.
-- Every tenant table has workspace_id and row-level security with FORCE. reports_app sees the rows of the
-- workspace that its transaction has set; reports_system crosses tenants with the few grants it needs.

CREATE FUNCTION current_workspace() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT current_setting('app.workspace_id', true) $$;

CREATE TABLE workspaces (
  id text PRIMARY KEY,
  name text NOT NULL,
  -- Requests a minute; NULL: the platform's setting.
  rate_limit_per_minute integer CHECK (rate_limit_per_minute > 0),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  scope text NOT NULL CHECK (scope IN ('read_only', 'read_write', 'admin')),
  -- SHA-256 of the secret part. The secret itself is shown once and kept nowhere.
  secret_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- NULL: never.
  expires_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE INDEX api_keys_workspace ON api_keys (workspace_id, created_at);

CREATE TABLE reports (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  type text NOT NULL,
  format text NOT NULL CHECK (format IN ('json', 'csv', 'pdf')),
  status text NOT NULL DEFAULT 'generating' CHECK (status IN ('generating', 'completed', 'failed')),
  period_from date NOT NULL,
  period_to date NOT NULL,
  timezone text NOT NULL,
  -- As the client sent them.
  filters jsonb NOT NULL DEFAULT '{}',
  -- Whom to tell: `notify` of a one-time report, the schedule's addresses on a run. Empty: nobody.
  notify_emails text[] NOT NULL DEFAULT '{}',
  -- The report that has the schedule, on a run that the schedule made.
  source_report_id text REFERENCES reports ON DELETE SET NULL,
  scheduled_for timestamptz(3),
  -- The report whose frozen dataset this one renders; NULL: its own.
  dataset_report_id text REFERENCES reports ON DELETE SET NULL,
  dataset jsonb,
  row_count bigint,
  data_as_of timestamptz(3),
  file_key text,
  file_bytes bigint,
  file_sha256 text,
  -- When storage deletes the file; NULL until there is one.
  file_retained_until timestamptz(3),
  page_count integer,
  error_code text,
  error_message text,
  error_retryable boolean,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- When it left `generating`, completed or failed.
  completed_at timestamptz(3),
  CHECK (period_from <= period_to),
  CHECK ((status = 'generating') = (completed_at IS NULL)),
  CHECK ((status = 'completed') = (file_key IS NOT NULL)),
  CHECK ((status = 'failed') = (error_code IS NOT NULL))
);
CREATE INDEX reports_newest ON reports (workspace_id, created_at DESC, id DESC);
CREATE INDEX reports_newest_of_type ON reports (workspace_id, type, created_at DESC, id DESC);
CREATE INDEX reports_of_source ON reports (source_report_id, created_at DESC, id DESC)
  WHERE source_report_id IS NOT NULL;
CREATE INDEX reports_generating ON reports (created_at) WHERE status = 'generating';

CREATE TABLE schedules (
  report_id text PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  frequency text NOT NULL CHECK (frequency IN ('daily', 'weekly', 'monthly')),
  day_of_week text,
  -- 1 to 28, or `last`.
  day_of_month text,
  -- Wall clock, HH:MM, in `timezone`.
  time text NOT NULL,
  timezone text NOT NULL,
  emails text[] NOT NULL DEFAULT '{}',
  -- The fields as the client sent them, to answer back.
  requested jsonb NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'cancelled')),
  -- Counts changes; the Temporal Schedule carries the revision it was made from.
  revision integer NOT NULL DEFAULT 1,
  -- Slots before it are not owed: the creation, the last resume or the last change of the calendar.
  active_since timestamptz(3) NOT NULL DEFAULT now(),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX schedules_workspace ON schedules (workspace_id);

CREATE TABLE schedule_slots (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  -- The report that has the schedule.
  report_id text NOT NULL REFERENCES schedules ON DELETE CASCADE,
  -- Wall clock in the schedule's zone, `2024-02-05T06:00`. With report_id it names the slot for ever.
  local_time text NOT NULL,
  scheduled_for timestamptz(3) NOT NULL,
  period_from date NOT NULL,
  period_to date NOT NULL,
  status text NOT NULL CHECK (status IN ('started', 'missed')),
  run_report_id text REFERENCES reports ON DELETE SET NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (report_id, local_time)
);
CREATE INDEX schedule_slots_newest ON schedule_slots (report_id, scheduled_for DESC);

-- Events that a transaction promised to the bus. The relay deletes each once the bus has it.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id text NOT NULL,
  subject text NOT NULL,
  -- CloudEvents 1.0, structured mode.
  event jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE FUNCTION announce_outbox() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN NOTIFY outbox; RETURN NULL; END $$;
CREATE TRIGGER announce AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION announce_outbox();

-- Events that a consumer has dealt with, so that a redelivery changes nothing.
CREATE TABLE inbox (
  consumer text NOT NULL,
  event_id text NOT NULL,
  processed_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_age ON inbox (processed_at);

CREATE TABLE idempotency_keys (
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  route text NOT NULL,
  key text NOT NULL,
  -- SHA-256 of the request's body.
  request_hash bytea NOT NULL,
  -- NULL while the first request runs.
  response_status integer,
  response_headers jsonb,
  response_body text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, route, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- Requests counted by minute, for all api replicas. Unlogged: a crash forgives a minute.
CREATE UNLOGGED TABLE rate_limit_windows (
  workspace_id text PRIMARY KEY,
  window_start timestamptz(3) NOT NULL,
  used integer NOT NULL
);

CREATE TABLE webhooks (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  url text NOT NULL,
  events text[] NOT NULL,
  -- Standard Webhooks secrets, `whsec_...`, newest first: the old one signs too until it is dropped.
  secrets text[] NOT NULL,
  -- NULL: enabled.
  disabled_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX webhooks_workspace ON webhooks (workspace_id, created_at);

-- One row for each report, channel and recipient.
CREATE TABLE deliveries (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  report_id text REFERENCES reports ON DELETE CASCADE,
  channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
  -- An address, or a webhook's id.
  recipient text NOT NULL,
  -- `report.completed`, `report.failed` or `test`.
  event text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  -- Stable over retries: an e-mail's Message-ID, a webhook's webhook-id.
  message_id text NOT NULL,
  -- When a pending delivery is tried next.
  next_attempt_at timestamptz(3) DEFAULT now(),
  -- While a notifier is at it; past it, another may take over.
  leased_until timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  UNIQUE (report_id, channel, recipient, event)
);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE status = 'pending';
CREATE INDEX deliveries_newest ON deliveries (workspace_id, channel, recipient, created_at DESC);

-- Addresses that unsubscribed: from one scheduled report, or (report_id '') from all of a workspace.
CREATE TABLE unsubscribes (
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  report_id text NOT NULL,
  address text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, report_id, address)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['reports', 'schedules', 'schedule_slots', 'outbox', 'idempotency_keys', 'webhooks',
                              'deliveries', 'unsubscribes']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO reports_app USING (workspace_id = current_workspace())
                    WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY system ON %I TO reports_system USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;

-- workspaces and api_keys are read before a tenant is known, by id alone; only the admin command writes them.
GRANT SELECT ON workspaces, api_keys TO reports_app, reports_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON reports, schedules, schedule_slots, idempotency_keys, webhooks, deliveries,
  unsubscribes, rate_limit_windows, inbox TO reports_app;
GRANT INSERT ON outbox TO reports_app;

GRANT SELECT, UPDATE ON reports, schedules, deliveries TO reports_system;
GRANT SELECT ON schedule_slots, webhooks, unsubscribes TO reports_system;
-- UPDATE, since a row lock asks for it.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO reports_system;
GRANT SELECT, INSERT, DELETE ON inbox TO reports_system;
GRANT SELECT, DELETE ON idempotency_keys, rate_limit_windows TO reports_system;
GRANT DELETE ON deliveries TO reports_system;
