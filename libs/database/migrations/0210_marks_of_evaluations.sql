-- Who evaluated and how, and what became of it. NULL: not said. No row is written.
ALTER TABLE evaluations
  ADD COLUMN evaluator_id text COLLATE "C",
  ADD COLUMN kind text COLLATE "C",
  ADD COLUMN auto_failed boolean,
  ADD COLUMN disputed boolean;
CALL note_changes_of('evaluations', 'evaluated_at');
