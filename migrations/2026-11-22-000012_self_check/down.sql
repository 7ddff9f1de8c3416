DROP VIEW self_check_count;
DROP TABLE self_check;
