import { spawn } from 'node:child_process';
import { root, type Layout } from '../layout.ts';

/**
 * A shell that outlives this process only to clean up after it: when the pipe to it closes without a word, which is
 * what kill -9 does, it ends everything of this platform that has a pid file. An orderly stop says a word first.
 */
const script = `
read word && exit 0
for file in "$1"/*.pid; do
  name=$(basename "$file" .pid)
  [ "$name" = platform ] && continue
  pid=$(cat "$file" 2>/dev/null) || continue
  command=$(tr '\\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null || ps -o command= -p "$pid" 2>/dev/null)
  case "$command" in
    *"$2"* | *"$3"*) ;;
    *) continue ;;
  esac
  [ "$name" = postgres ] && kill -INT "$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
done
`;

/** Watches over the platform of this directory; gives what tells the guard that all is well and it may go. */
export const startGuard = ({ run, directory }: Layout): (() => void) => {
  const guard = spawn('/bin/sh', ['-c', script, 'reports-platform-guard', run, directory, root], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.stdin.on('error', () => {});
  guard.unref();
  return () => {
    guard.stdin.end('done\n');
  };
};
