ALTER TABLE upload DROP COLUMN draw_seed;
