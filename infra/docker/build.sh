#!/usr/bin/env bash
# Builds the images, reports-<target>:<version> and reports-<target>:<version>-<commit>, and says how large they are:
#   infra/docker/build.sh [target ...]        api scheduler aggregator renderer notifier tools; all of them when none is named
# With Docker where its engine answers, else with buildah. BASE_IMAGE and NODE_IMAGE name other images to begin with (see make-base.sh).
# NPMRC and CA_FILE, where set, are what packages are installed with; neither stays in an image. NO_CACHE=true takes nothing of earlier builds.
set -euo pipefail
cd "$(dirname "$0")/../.."
targets=("$@")
[ $# -gt 0 ] || targets=(tools api scheduler aggregator renderer notifier)

version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
revision=$(git rev-parse HEAD)
# One time for all files of all commits: what has not changed is the same layer, and a release that changes the code alone a small download.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
prefix=${IMAGE_PREFIX:-reports-}

options=(--file infra/docker/Dockerfile --build-arg "VERSION=$version" --label "org.opencontainers.image.revision=$revision"
  --label "org.opencontainers.image.created=$(git log -1 --format=%cI)")
for name in BASE_IMAGE NODE_IMAGE SOURCE_URL; do
  [ -z "${!name:-}" ] || options+=(--build-arg "$name=${!name}")
done
[ -z "${NO_CACHE:-}" ] || options+=(--no-cache)
[ -z "${NPMRC:-}" ] || options+=(--secret "id=npmrc,src=$NPMRC")
[ -z "${CA_FILE:-}" ] || options+=(--secret "id=ca,src=$CA_FILE")

if [ "${BUILDER:-}" != buildah ] && docker info > /dev/null 2>&1; then
  build() { docker build "${options[@]}" --target "$1" --tag "$2" --tag "$2-${revision:0:12}" .; }
  size() { docker images --format '{{.Size}}' "$1" | head -1; }
else
  # Chroot: as root in a container of one's own; `oci` anywhere else. The format is Docker's, since OCI's has no health checks.
  options+=(--layers --format docker --isolation "${BUILDAH_ISOLATION:-chroot}" --timestamp "$SOURCE_DATE_EPOCH")
  build() { buildah build --quiet "${options[@]}" --target "$1" --tag "$2" --tag "$2-${revision:0:12}" . > /dev/null; }
  size() { buildah images --noheading --format '{{.Size}}' "$1" | head -1; }
fi

for target in "${targets[@]}"; do
  started=$SECONDS
  build "$target" "$prefix$target:$version"
  printf '%-11s %8s %4d s  %s\n' "$target" "$(size "$prefix$target:$version")" "$((SECONDS - started))" "$prefix$target:$version-${revision:0:12}"
done
