#!/bin/sh
# Temporal's own role and its two databases, as PostgreSQL's superuser. May be repeated.
# Reads PGHOST, PGUSER, PGPASSWORD and TEMPORAL_DB_PASSWORD.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$TEMPORAL_DB_PASSWORD" --dbname postgres <<'SQL'
select 'create role temporal' where not exists (select 1 from pg_roles where rolname = 'temporal') \gexec
-- No superuser, and with no right in the reports' database: one that is made by another role is closed to it.
alter role temporal login nosuperuser nocreatedb nocreaterole password :'password';
select format('create database %I owner temporal', name) from unnest(array['temporal', 'temporal_visibility']) as name
where not exists (select 1 from pg_database where datname = name) \gexec
revoke connect on database temporal, temporal_visibility from public;
SQL
