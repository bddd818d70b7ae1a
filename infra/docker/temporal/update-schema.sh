#!/bin/sh
# Brings Temporal's schema to that of the release of temporal-sql-tool. May be repeated; run it before a newer server starts.
# Reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD.
set -eu
export SQL_PLUGIN=postgres12_pgx
for schema in temporal visibility; do
  database=temporal
  [ "$schema" = temporal ] || database=temporal_visibility
  # A database that has a version is not set up again.
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-name "postgresql/v12/$schema"
done
