DROP TABLE line_check;
