REVOKE ALL ON SCHEMA public FROM heard_web, heard_mailer, heard_mixer, heard_reporter, heard_selfcheck;
