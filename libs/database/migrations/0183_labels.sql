-- What readers are shown in place of codes: {"dispositions": {"no_answer": "No answer"}, "parameters": {}, "checks": {}}.
ALTER TABLE workspaces ADD COLUMN labels jsonb NOT NULL DEFAULT '{}';
GRANT UPDATE (labels) ON workspaces TO reports_app;
