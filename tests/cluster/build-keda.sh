#!/usr/bin/env bash
# build-keda.sh OUT VERSION: KEDA's operator and metrics adapter from the Go module proxy, as keda-operator and keda-adapter.
# `go install` refuses its module for a replace directive: a module of our own repeats it.
set -euo pipefail
out=$1 version=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
source=$(go mod download -json "github.com/kedacore/keda/v2@v$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
printf 'module cluster\ngo 1.26.0\nrequire github.com/kedacore/keda/v2 v%s\n' "$version" > go.mod
sed -n '/^replace/,/^)/p;/^replace [^(]/p' "$source/go.mod" | awk '/=>/ {sub(/^replace /, ""); print "replace " $0}' | sort -u >> go.mod
programs=(operator adapter)
for program in "${programs[@]}"; do
  mkdir -p "cmd/$program"
  cp "$source/cmd/$program/main.go" "cmd/$program/"
  chmod u+w "cmd/$program/main.go"
done
go mod tidy
for program in "${programs[@]}"; do
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$out/keda-$program.new" "./cmd/$program"
  mv "$out/keda-$program.new" "$out/keda-$program"
done
