-- Workspaces that were deleted: an object of one that a paused worker writes later belongs to nobody, and is swept.
CREATE TABLE deleted_workspaces (
  id text PRIMARY KEY,
  deleted_at timestamptz(3) NOT NULL DEFAULT now()
);
GRANT SELECT ON deleted_workspaces TO reports_app, reports_system;
