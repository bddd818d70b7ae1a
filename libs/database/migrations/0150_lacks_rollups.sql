-- By itself: whoever stores records has read its workspace before it locks their table.
-- Whether a workspace has rollups of this release still to be made: all that there are. A constant default is noted in the catalogue.
ALTER TABLE workspaces ADD COLUMN lacks_rollups boolean NOT NULL DEFAULT TRUE;
GRANT UPDATE (lacks_rollups) ON workspaces TO reports_app;
