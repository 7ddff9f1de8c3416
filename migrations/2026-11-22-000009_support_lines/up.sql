CREATE TABLE line_check (
    line text NOT NULL,
    checked_by text NOT NULL,
    shown text NOT NULL,
    checked_on date NOT NULL,
    PRIMARY KEY (line, checked_by)
);
COMMENT ON TABLE line_check IS 'Which member of staff made sure of which support line, and when last; a wave opens only where two people''s checks of every line hold';
COMMENT ON COLUMN line_check.shown IS 'Name, number and words of the line as they were checked: a check does not hold for others';

GRANT SELECT, INSERT, UPDATE ON line_check TO heard_web;
