-- The trace of the event that a delivery was entered by, so that its attempts, later and elsewhere, are a part of it.
ALTER TABLE deliveries ADD COLUMN traceparent text;
