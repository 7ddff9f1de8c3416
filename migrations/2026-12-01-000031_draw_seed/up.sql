-- Which case stands for a person who has several in one contact file is drawn by a recorded seed, so that anybody who
-- holds the file while its wave runs can check the draw. It goes with the keys at the close: afterwards it would tell the
-- file's holder which crime she was asked about.
ALTER TABLE upload ADD COLUMN draw_seed text;
COMMENT ON COLUMN upload.draw_seed IS 'Seed of the draw of one case a person, in hexadecimal; goes when the wave is closed';
GRANT UPDATE (draw_seed) ON upload TO heard_web, heard_mailer;
