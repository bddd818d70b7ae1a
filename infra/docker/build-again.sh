#!/usr/bin/env bash
# Builds images of build.sh once more, with nothing of the first time, and says whether they are the same, else which files differ:
#   infra/docker/build-again.sh [target ...]        root's, with buildah
set -euo pipefail
cd "$(dirname "$0")/../.."
targets=("$@")
[ $# -gt 0 ] || targets=(tools api scheduler aggregator renderer notifier)
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)

export BUILDER=buildah
IMAGE_PREFIX=again- NO_CACHE=true infra/docker/build.sh "${targets[@]}"

id() { buildah images --quiet --no-trunc "$1"; }
# Every file with its kind, rights, owner, time and target, and what is in it.
list() { # image
  local container directory
  container=$(buildah from --pull-never "$1")
  directory=$(buildah mount "$container")
  (cd "$directory" && find . -xdev -printf '%p %y %m %U:%G %T@ %l\n' && find . -xdev -type f -exec sha256sum {} +) | sort
  buildah rm "$container" > /dev/null
}
differing=0
for target in "${targets[@]}"; do
  first=reports-$target:$version again=again-$target:$version
  if [ "$(id "$first")" = "$(id "$again")" ]; then
    echo "$target: the same image, $(id "$first")"
    continue
  fi
  differing=1
  echo "$target: other images, $(id "$first") and $(id "$again")"
  diff <(list "$first") <(list "$again") || true
done
exit "$differing"
