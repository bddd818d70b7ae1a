#!/usr/bin/env bash
# clean-up.sh: ends every process of the cluster, which its cgroups name, and removes these and the wire. Mounts and networks go with the last process.
set -u
shopt -s nullglob
for _ in {1..100}; do
  members=$(find /sys/fs/cgroup/pids/reports-cluster[0-9]* -name cgroup.procs -exec cat {} + 2> /dev/null | grep -vx 0)
  [ -n "$members" ] || break
  # shellcheck disable=SC2086
  kill -9 $members 2> /dev/null
  sleep 0.1
done
for group in /sys/fs/cgroup/*/reports-cluster[0-9]*; do find "$group" -depth -type d -exec rmdir {} + 2> /dev/null; done
ip link delete reports-cluster 2> /dev/null
exit 0
