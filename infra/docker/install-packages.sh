#!/bin/sh
# In the Dockerfile: the packages that the given apps need in production, their list (CycloneDX), and nothing else.
set -eu
workspaces=''
for app in "$@"; do workspaces="$workspaces --workspace apps/$app"; done
# npm leaves out what is for development alone. What one list has for development and another for production it would install for every app.
node --input-type=module -e "
  import { globSync, readFileSync, writeFileSync } from 'node:fs';
  const change = (file, withoutDevelopment) => {
    const list = JSON.parse(readFileSync(file, 'utf8'));
    withoutDevelopment(list);
    writeFileSync(file, JSON.stringify(list));
  };
  for (const file of globSync('{.,apps/*,libs/*}/package.json')) change(file, (list) => delete list.devDependencies);
  change('package-lock.json', ({ packages }) => {
    for (const [path, list] of Object.entries(packages)) if (!path.includes('node_modules/')) delete list.devDependencies;
  });
"
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
# SWC bundles the workflows at the scheduler's start. Its addon unpacks itself into a cache, which must be writable, and replaceable by nobody
# else: a pod's /tmp is not, and the scheduler ended. Unpacked it needs none.
case " $* " in
  *' scheduler '*)
    cache=$(mktemp -d)
    SWC_NATIVE_BINDING_CACHE=$cache node -e "require('@swc/core')"
    cp "$(find "$cache" -name '*.node')" node_modules/@swc/core-linux-*-gnu/*.node
    rm -rf "$cache"
    ;;
  *) rm -rf node_modules/@swc ;;
esac
# Temporal's core for other systems than this one, and its sources.
case "$(uname -m)" in x86_64) keep=x86_64-unknown-linux-gnu ;; *) keep=aarch64-unknown-linux-gnu ;; esac
find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$keep" -exec rm -rf {} + 2> /dev/null || true
rm -rf node_modules/@temporalio/core-bridge/sdk-core
# Fonts in the formats and weights that the renderer has no use for (apps/renderer/src/fonts).
find node_modules/@fontsource* -type f ! -name '*-[46]00-normal.woff2' ! -name '*-wght-normal.woff2' ! -name '*.json' ! -name LICENSE -delete 2> /dev/null || true
# What only editors, debuggers and readers want. Node runs no TypeScript of packages.
rm -rf node_modules/playwright-core/lib/vite
find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete
find node_modules -type f -iname '*.md' ! -iname '*licen*' ! -iname '*notice*' -delete
rm -rf node_modules/.package-lock.json node_modules/.cache "$HOME/.npm"
