-- Where the evidence of a check is, and what was done about it. NULL: not said. No row is written.
ALTER TABLE compliance_checks
  ADD COLUMN evidence_url text,
  ADD COLUMN remediation text COLLATE "C",
  ADD COLUMN resolved_at timestamptz;
CALL note_changes_of('compliance_checks', 'checked_at');
