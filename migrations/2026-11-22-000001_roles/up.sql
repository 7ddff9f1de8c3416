-- The database roles: each process signs in as one of them and can do no more than its work.
-- They belong to the cluster, not to this database, so they are made only where they are missing.
DO $$
DECLARE role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['heard_web', 'heard_mailer', 'heard_mixer', 'heard_reporter', 'heard_selfcheck'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', role_name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO heard_web, heard_mailer, heard_mixer, heard_reporter, heard_selfcheck;
-- The mixer owns the tables of what it releases and makes their partitions.
GRANT CREATE ON SCHEMA public TO heard_mixer;
-- To hand tables to the mixer, an owner that is no superuser must be a member of its role.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'heard_mixer', 'MEMBER') THEN
        EXECUTE format('GRANT heard_mixer TO %I', current_user);
    END IF;
END $$;
-- The service is ready only when the migrations it carries have run; the web asks.
GRANT SELECT ON __diesel_schema_migrations TO heard_web;
