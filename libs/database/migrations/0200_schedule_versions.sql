-- What a changed schedule's coming runs are made with, and which version of it made a run. NULL: as the report's; not a run, or one of before.
ALTER TABLE schedules ADD COLUMN format text CHECK (format IN ('json', 'csv', 'pdf', 'xlsx')), ADD COLUMN filters jsonb;
