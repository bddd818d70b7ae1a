#!/bin/sh
# Runs once, when PostgreSQL makes its data directory: the role that migrates, and its database.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --set password="$REPORTS_OWNER_PASSWORD" <<'SQL'
create role reports_owner login createdb createrole bypassrls password :'password';
create database reports owner reports_owner;
SQL
