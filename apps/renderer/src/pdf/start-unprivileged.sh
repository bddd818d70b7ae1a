#!/bin/sh -e
# Starts Chromium as a user that owns nothing and shares its id with nobody: what it gets is its own profile. The sandbox, which
# root cannot use, works for that user. Runs as root; CHROMIUM and CHROMIUM_USER come from launch-chromium.ts.
for argument in "$@"; do
  case $argument in
    --user-data-dir=*) chown -R "$CHROMIUM_USER:$CHROMIUM_USER" "${argument#*=}" ;;
  esac
done
exec setpriv --reuid="$CHROMIUM_USER" --regid="$CHROMIUM_USER" --clear-groups -- "$CHROMIUM" "$@"
