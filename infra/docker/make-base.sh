#!/usr/bin/env bash
# Makes what the Dockerfile begins with on a machine that reaches no image registry, but Debian's mirror and npm's registry:
# localhost/debian:bookworm-slim by mmdebstrap, and localhost/node:24-bookworm-slim, which is that with Node and npm.
# Needs root, buildah and mmdebstrap; and Node 24 and npm, of this checkout and of the machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
# As in build.sh: one time for all files of all commits.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the image of the registry leaves out as well.
# /usr is merged from the beginning: the package that merges it needs all of Perl.
mmdebstrap --variant=minbase --include=usr-is-merged --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/lintian/*' \
  bookworm "$work/debian.tar" \
  "deb $mirror/debian bookworm main" "deb $mirror/debian bookworm-updates main" \
  "deb $mirror/debian-security bookworm-security main"

commit() { # container, image
  buildah commit --quiet --timestamp "$SOURCE_DATE_EPOCH" --rm "$1" "$2" > /dev/null
}
debian=$(buildah from scratch)
buildah add --quiet "$debian" "$work/debian.tar" / > /dev/null
buildah config --cmd bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$debian"
commit "$debian" localhost/debian:bookworm-slim

node=$(buildah from localhost/debian:bookworm-slim)
npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")
buildah copy --quiet "$node" node_modules/node/bin/node /usr/local/bin/node > /dev/null
buildah copy --quiet "$node" "$npm" /usr/local/lib/node_modules/npm > /dev/null
mkdir "$work/bin"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/bin/npm"
buildah copy --quiet "$node" "$work/bin" /usr/local/bin > /dev/null
commit "$node" localhost/node:24-bookworm-slim
buildah images --filter reference='localhost/debian' --filter reference='localhost/node'
