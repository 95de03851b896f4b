-- What was written to an account and has not been seen there since: JSON of digests by attribute path; NULL: nothing.
ALTER TABLE link ADD COLUMN unkept TEXT;
-- What the link remembers of it once the operation has ended; NULL: what it remembers already.
ALTER TABLE operation ADD COLUMN unkept TEXT;

-- A member that was put into the group and that a look has not found there: `missing`, and how many looks in a row.
ALTER TABLE group_member ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE group_member ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
CREATE INDEX group_member_missing ON group_member (job, group_target_id) WHERE missing = 1;
