-- Milliseconds until which another server of the directory may know something newer; NULL: no doubt.
ALTER TABLE mirror ADD COLUMN doubted INTEGER;
-- Milliseconds since which no look has found the object, neither among those that are there nor among the deleted.
ALTER TABLE mirror ADD COLUMN missing_since INTEGER;
-- Groups: number of the last read that reported the members, or said that they are hidden.
ALTER TABLE mirror ADD COLUMN members_read INTEGER;

-- JSON lists of what a cycle says to people: why it took nothing away, and what they should look at.
ALTER TABLE cycle ADD COLUMN doubts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE cycle ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
