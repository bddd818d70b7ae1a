-- How reports look: {"accent_colour": "#0b6e4f", "paper": "letter", "logo": "data:image/png;base64,..."}.
ALTER TABLE workspaces ADD COLUMN branding jsonb NOT NULL DEFAULT '{}';
GRANT UPDATE (branding) ON workspaces TO reports_app;
