-- What a workspace may have, where it differs from the platform's settings: {"webhooks": 100}. Set by the admin command alone.
ALTER TABLE workspaces ADD COLUMN limits jsonb NOT NULL DEFAULT '{}';
-- Domains that its mail may go to, in lower case; NULL: any.
ALTER TABLE workspaces ADD COLUMN allowed_recipient_domains text[];
GRANT UPDATE (allowed_recipient_domains) ON workspaces TO reports_app;

-- E-mails handed to the mail server by day (UTC), tries that failed there included.
CREATE TABLE email_counts (
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  day date NOT NULL,
  emails integer NOT NULL,
  PRIMARY KEY (workspace_id, day)
);
ALTER TABLE email_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE email_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON email_counts TO reports_app USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON email_counts TO reports_app;
