#!/usr/bin/env bash
# Builds images of build.sh once more, with nothing of the first time, and says whether their layers are the same, else which files differ:
#   infra/docker/build-again.sh [target ...]        root's, with buildah
# The images' ids differ by the names of buildah's containers, which it writes down.
set -euo pipefail
cd "$(dirname "$0")/../.."
targets=("$@")
[ $# -gt 0 ] || targets=(tools api scheduler aggregator renderer notifier)
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)

export BUILDER=buildah
IMAGE_PREFIX=again- NO_CACHE=true infra/docker/build.sh "${targets[@]}"

layers() { buildah inspect --type image --format '{{range .OCIv1.RootFS.DiffIDs}}{{println .}}{{end}}' "$1"; }
# Every file with its kind, rights, owner, time and target, and what is in it.
list() { # image
  local container directory
  container=$(buildah from --pull-never "$1")
  directory=$(buildah mount "$container")
  (cd "$directory" && find . -xdev -mindepth 1 -printf '%p %y %m %U:%G %T@ %l\n' && find . -xdev -type f -exec sha256sum {} +) | sort
  buildah rm "$container" > /dev/null
}
differing=0
for target in "${targets[@]}"; do
  first=reports-$target:$version again=again-$target:$version
  if [ "$(layers "$first")" = "$(layers "$again")" ]; then
    echo "$target: the same layers"
    continue
  fi
  differing=1
  echo "$target: other layers; the files that differ:"
  diff <(list "$first") <(list "$again") || true
done
exit "$differing"
