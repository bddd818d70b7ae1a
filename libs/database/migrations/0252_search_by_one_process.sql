-- To start workers takes several times what such a search does, and the planner, which knows no text, expects thousands of reports.
ALTER FUNCTION reports_with_text(text) SET max_parallel_workers_per_gather = 0;
ALTER FUNCTION reports_mailed_to(text) SET max_parallel_workers_per_gather = 0;
