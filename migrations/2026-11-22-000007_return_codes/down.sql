ALTER TABLE draft DROP COLUMN wrong_tries;
