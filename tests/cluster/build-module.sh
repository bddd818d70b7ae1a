#!/usr/bin/env bash
# build-module.sh OUT MODULE VERSION LINKER_FLAGS PROGRAM...: the programs of cmd/ in a module of the Go module proxy that `go install` refuses for
# its replace directives: a module of our own repeats them. Kubernetes replaces its parts by directories; they are published as v0.<minor>.<patch>.
set -euo pipefail
out=$1 module=$2 version=$3 linker_flags=$4
programs=("${@:5}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
source=$(go mod download -json "$module@v$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
printf 'module cluster\nrequire %s v%s\n' "$module" "$version" > go.mod
grep '^go ' "$source/go.mod" >> go.mod
sed -n '/^replace (/,/^)/p; /^replace [^(]/p' "$source/go.mod" |
  awk -v part="v0.${version#*.}" '/=>/ { sub(/^replace /, ""); print "replace", ($3 ~ /^\.\//) ? $1 " => " $1 " " part : $0 }' | sort -u >> go.mod
for program in "${programs[@]}"; do
  mkdir -p "cmd/$program"
  cp "$source/cmd/$program"/*.go "cmd/$program/"
  rm -f "cmd/$program"/*_test.go
  chmod -R u+w "cmd/$program"
done
go mod tidy
for program in "${programs[@]}"; do
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w $linker_flags" -o "$out/$program.new" "./cmd/$program"
  mv "$out/$program.new" "$out/$program"
done
