-- "Save and come back": a draft may be found by its link and a code of words, and five wrong codes destroy it.
-- The new column has no default and may be null, so that the program before this one can go on writing drafts.
ALTER TABLE draft ADD COLUMN wrong_tries smallint;
ALTER TABLE draft ALTER COLUMN wrong_tries SET STATISTICS 0;
COMMENT ON COLUMN draft.found_by IS 'HMAC(pepper outside the database, link secret || stretched return code); null where there is no return code';
COMMENT ON COLUMN draft.wrong_tries IS 'Wrong return codes given with its link; at five the draft is destroyed. Null where there is no return code';
