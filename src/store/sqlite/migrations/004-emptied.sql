-- JSON list of pairs: groups that reads show to be empty against the change feed, and milliseconds since when.
ALTER TABLE job ADD COLUMN emptied TEXT;
