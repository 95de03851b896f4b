-- Types are `user` and `group`, times are milliseconds since 1970, JSON is TEXT.
-- SQLite keeps rows of a WITHOUT ROWID table in its primary key: right for narrow rows. Long JSON lies in a table of its
-- own (`_body`), so that a mark on a row does not write the JSON again.

CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  source_identity TEXT,
  target_identity TEXT,
  rules_fingerprint TEXT,
  watermark TEXT,
  -- What the last complete cycle held, as JSON for people.
  hold TEXT,
  -- The last complete read that was begun; what a read reports is stamped with its number (`seen`).
  read_number INTEGER NOT NULL DEFAULT 0
) STRICT;

-- By name, as a job may be worked on before it has any state. A released lease keeps its row: the fence only grows.
CREATE TABLE lease (
  job TEXT PRIMARY KEY,
  fence INTEGER NOT NULL,
  pid INTEGER,
  host TEXT NOT NULL,
  command TEXT NOT NULL,
  since INTEGER NOT NULL,
  renewed INTEGER NOT NULL
) STRICT;

-- The mirror: the directory as last seen.

CREATE TABLE mirror (
  job INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  state TEXT NOT NULL,
  readable INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  dirty INTEGER NOT NULL,
  last_skip TEXT,
  manager_id TEXT,
  -- Row of `mirror_body`.
  body INTEGER NOT NULL,
  PRIMARY KEY (job, type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mirror_dirty ON mirror (job, type, id) WHERE dirty = 1;
CREATE INDEX mirror_manager ON mirror (job, manager_id) WHERE manager_id IS NOT NULL;

CREATE TABLE mirror_body (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  attributes TEXT NOT NULL
) STRICT;

CREATE TABLE assignment (
  job INTEGER NOT NULL,
  principal_id TEXT NOT NULL,
  id TEXT NOT NULL,
  principal_type TEXT NOT NULL,
  app_role_id TEXT,
  seen INTEGER NOT NULL,
  PRIMARY KEY (job, principal_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE membership (
  job INTEGER NOT NULL,
  group_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  member_type TEXT NOT NULL,
  seen INTEGER NOT NULL,
  PRIMARY KEY (job, group_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_member ON membership (job, member_id);

-- What is remembered of the target.

CREATE TABLE link (
  job INTEGER NOT NULL REFERENCES job (id),
  type TEXT NOT NULL,
  source_id TEXT NOT NULL,
  target_id TEXT NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  applied TEXT,
  members_known INTEGER NOT NULL,
  PRIMARY KEY (job, type, source_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX link_target ON link (job, type, target_id);

CREATE TABLE group_member (
  job INTEGER NOT NULL,
  group_target_id TEXT NOT NULL,
  member_target_id TEXT NOT NULL,
  PRIMARY KEY (job, group_target_id, member_target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_member ON group_member (job, member_target_id);

-- One listing of the target; lives for one plan.

CREATE TABLE listed (
  job INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  attributes TEXT NOT NULL,
  PRIMARY KEY (job, type, id)
) STRICT;

CREATE TABLE listed_key (
  job INTEGER NOT NULL,
  type TEXT NOT NULL,
  path TEXT NOT NULL,
  value TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (job, type, path, value, id)
) STRICT, WITHOUT ROWID;

-- The current plan. `state`: planned, sent, held, skip or settled (a skip that stays due); a skip has no phase.

CREATE TABLE operation (
  seq INTEGER PRIMARY KEY,
  job INTEGER NOT NULL,
  type TEXT NOT NULL,
  source_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  phase TEXT,
  -- Null while `order` has not placed it.
  level INTEGER DEFAULT 0,
  -- The rest of a group operation whose changes and joins were committed; `keeps_escrow`: they failed.
  continued INTEGER NOT NULL DEFAULT 0,
  keeps_escrow INTEGER NOT NULL DEFAULT 0,
  target_id TEXT,
  link_kind TEXT NOT NULL,
  reason TEXT
) STRICT;
CREATE UNIQUE INDEX operation_source ON operation (job, type, source_id);
CREATE INDEX operation_next ON operation (job, state, phase, level, seq);
CREATE INDEX operation_claim ON operation (job, type, target_id) WHERE kind = 'link';

CREATE TABLE operation_body (
  seq INTEGER PRIMARY KEY,
  source_name TEXT NOT NULL,
  link_from TEXT,
  message TEXT,
  applied TEXT,
  changes TEXT NOT NULL,
  match_keys TEXT NOT NULL,
  steps TEXT NOT NULL
) STRICT;

CREATE TABLE member_change (
  job INTEGER NOT NULL,
  group_id TEXT NOT NULL,
  action TEXT NOT NULL,
  member_id TEXT NOT NULL,
  member_type TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (job, group_id, action, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE escrow (
  job INTEGER NOT NULL REFERENCES job (id),
  type TEXT NOT NULL,
  source_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  failure TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  first_failed INTEGER NOT NULL,
  next_try INTEGER,
  PRIMARY KEY (job, type, source_id)
) STRICT;

-- What was done.

CREATE TABLE cycle (
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job (id),
  cycle_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER,
  source_requests INTEGER NOT NULL DEFAULT 0,
  target_requests INTEGER NOT NULL DEFAULT 0,
  failures TEXT NOT NULL DEFAULT '[]',
  imported INTEGER NOT NULL DEFAULT 0,
  planned INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  linked INTEGER NOT NULL DEFAULT 0,
  disabled INTEGER NOT NULL DEFAULT 0,
  enabled INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  UNIQUE (job, cycle_id)
) STRICT;
CREATE INDEX cycle_ended ON cycle (job, ended, id);

-- AUTOINCREMENT: a position that `logs --follow` has passed is never given again.
CREATE TABLE log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER NOT NULL,
  time INTEGER NOT NULL,
  cycle_id TEXT NOT NULL,
  action TEXT NOT NULL,
  status TEXT NOT NULL,
  type TEXT NOT NULL,
  source_id TEXT NOT NULL,
  source_name TEXT NOT NULL,
  target_id TEXT,
  duration_ms INTEGER NOT NULL,
  error TEXT,
  steps TEXT NOT NULL,
  changes TEXT NOT NULL
) STRICT;
CREATE INDEX log_time ON log (job, time);
