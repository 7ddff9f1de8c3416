ALTER TABLE staged_contact DROP COLUMN tag;
DROP TABLE recent;
