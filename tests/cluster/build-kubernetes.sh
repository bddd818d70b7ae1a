#!/usr/bin/env bash
# build-kubernetes.sh OUT VERSION: kube-apiserver, -controller-manager, -scheduler, kubelet and kubectl from the Go module proxy.
# `go install` refuses k8s.io/kubernetes for its replace directives: a module of our own repeats them.
set -euo pipefail
out=$1 version=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
source=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
printf 'module cluster\ngo 1.25.0\nrequire k8s.io/kubernetes v%s\n' "$version" > go.mod
sed -n '/^replace/,/^)/p' "$source/go.mod" | awk -v version="v0.${version#1.}" '/=>/ {print "replace " $1 " => " $1 " " version}' >> go.mod
programs=(kube-apiserver kube-controller-manager kube-scheduler kubelet kubectl)
for program in "${programs[@]}"; do
  mkdir -p "cmd/$program"
  cp "$source/cmd/$program"/*.go "cmd/$program/"
  rm -f "cmd/$program"/*_test.go
  chmod -R u+w "cmd/$program"
done
go mod tidy
for program in "${programs[@]}"; do
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v$version" -o "$out/$program.new" "./cmd/$program"
  mv "$out/$program.new" "$out/$program"
done
