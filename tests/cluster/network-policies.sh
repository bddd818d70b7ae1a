#!/usr/bin/env bash
# network-policies.sh DIRECTORY KUBE_ROUTER NODE: enforces NetworkPolicies by iptables for the pods of every node that has this node's address,
# in the namespaces of control-plane.sh.
set -eu
directory=$1 kube_router=$2 node=$3
echo $$ > /sys/fs/cgroup/pids/reports-cluster0/cgroup.procs
exec "$kube_router" --kubeconfig="$directory/kubeconfig" --hostname-override="$node" --run-firewall --run-router=false --run-service-proxy=false \
  --service-cluster-ip-range=10.96.0.0/16 --iptables-sync-period=30s --health-port=0 > "$directory/logs/kube-router" 2>&1
