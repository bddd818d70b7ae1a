-- What a workspace measures by; NULL: as everybody does (0.8 and 0.05).
ALTER TABLE workspaces
  ADD COLUMN target_pass_rate numeric(5, 4) CHECK (target_pass_rate BETWEEN 0 AND 1),
  ADD COLUMN target_peer_gap numeric(5, 4) CHECK (target_peer_gap BETWEEN 0 AND 1);
GRANT UPDATE (target_pass_rate, target_peer_gap) ON workspaces TO reports_app;
