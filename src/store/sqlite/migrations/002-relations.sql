-- What the target says about itself, as JSON that only the target reads.
ALTER TABLE job ADD COLUMN target_schema TEXT;

-- Roles of the application. Assignments carry their ids, defined here or not.
CREATE TABLE app_role (
  job INTEGER NOT NULL,
  id TEXT NOT NULL,
  value TEXT,
  display_name TEXT NOT NULL,
  seen INTEGER NOT NULL,
  PRIMARY KEY (job, id)
) STRICT, WITHOUT ROWID;

-- What was made up for objects without an account. `value`: promised to the object, NULL for nothing; `lowered`:
-- the same, as values are compared without case. `refused`: a JSON list of what the target did not take.
CREATE TABLE generated (
  job INTEGER NOT NULL,
  type TEXT NOT NULL,
  source_id TEXT NOT NULL,
  path TEXT NOT NULL,
  value TEXT,
  lowered TEXT,
  refused TEXT NOT NULL,
  PRIMARY KEY (job, type, source_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX generated_value ON generated (job, type, path, lowered);
