#!/bin/sh
# In the Dockerfile: the packages that the given apps need in production, their list (CycloneDX), and nothing else.
set -eu
workspaces=''
for app in "$@"; do workspaces="$workspaces --workspace apps/$app"; done
# shellcheck disable=SC2086
npm ci --cache /var/cache/npm --prefer-offline --omit=dev --no-audit --no-fund --include-workspace-root $workspaces
# shellcheck disable=SC2086
npm sbom --sbom-format cyclonedx --omit dev --package-lock-only $workspaces > sbom.cdx.json
# Made anew it would differ from itself by these two alone.
node --input-type=module -e "
  import { readFileSync, writeFileSync } from 'node:fs';
  const { serialNumber, ...list } = JSON.parse(readFileSync('sbom.cdx.json', 'utf8'));
  delete list.metadata.timestamp;
  writeFileSync('sbom.cdx.json', JSON.stringify(list));
"
# Has done its work: packages are patched.
rm -rf node_modules/patch-package node_modules/.bin/patch-package
# Installed for every app once one needs it: the browsers' driver is the renderer's, and of the others' tests.
case " $* " in *' renderer '*) ;; *) rm -rf node_modules/playwright-core ;; esac
# Temporal's core for other systems than this one.
case "$(uname -m)" in x86_64) keep=x86_64-unknown-linux-gnu ;; *) keep=aarch64-unknown-linux-gnu ;; esac
find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$keep" -exec rm -rf {} + 2> /dev/null || true
# SWC's addon unpacks itself into a cache, which must be writable, and replaceable by nobody else: a pod's /tmp is not, and the scheduler ended.
# Unpacked it needs none.
if [ -d node_modules/@swc/core ]; then
  cache=$(mktemp -d)
  SWC_NATIVE_BINDING_CACHE=$cache node -e "require('@swc/core')"
  cp "$(find "$cache" -name '*.node')" node_modules/@swc/core-linux-*-gnu/*.node
  rm -rf "$cache"
fi
# Bundles for browsers, and what only editors, debuggers and readers want.
rm -rf node_modules/echarts/dist node_modules/echarts/types
find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
find node_modules -type f -iname '*.md' ! -iname '*licen*' ! -iname '*notice*' -delete
rm -rf node_modules/.package-lock.json node_modules/.cache "$HOME/.npm"
