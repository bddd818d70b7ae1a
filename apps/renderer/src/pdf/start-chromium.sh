#!/bin/sh -e
# Starts CHROMIUM, with the niceness CHROMIUM_NICE: what it starts inherits it. With CHROMIUM_USER, which only root may give, as a user that owns
# nothing and shares its id with nobody: what it gets is its own profile. The sandbox, which root cannot use, works for that user.
# All three come from launch-chromium.ts.
if [ -n "$CHROMIUM_USER" ]; then
  for argument in "$@"; do
    case $argument in
      --user-data-dir=*) chown -R "$CHROMIUM_USER:$CHROMIUM_USER" "${argument#*=}" ;;
    esac
  done
  set -- setpriv --reuid="$CHROMIUM_USER" --regid="$CHROMIUM_USER" --clear-groups -- "$CHROMIUM" "$@"
else
  set -- "$CHROMIUM" "$@"
fi
exec nice -n "${CHROMIUM_NICE:-0}" "$@"
