#!/usr/bin/env bash
# node.sh DIRECTORY KUBERNETES NUMBER: a node in the namespaces of control-plane.sh, with a containerd and pods' addresses of its own.
# Every packet of a pod is routed, those to its neighbours as well: on a bridge NetworkPolicies would not see them.
set -eu
directory=$1 programs=$2 number=$3
home=$directory/node$number
mkdir -p "$home"/{cni,kubelet/seccomp/reports,logs,pods}
cd "$home"
cp "$directory/chromium.json" kubelet/seccomp/reports/
cat > cni/pods.conflist << X
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{"type": "ptp",
 "ipam": {"type": "host-local", "dataDir": "$home/addresses", "ranges": [[{"subnet": "10.98.$number.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
X
cat > containerd.toml << X
version = 2
root = "$home/containerd"
state = "$home/run"
[grpc]
address = "$home/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/reports-pause:1"
# In a container of one's own root may not ask for less than it has (CAP_SYS_RESOURCE), and runc ends without a word.
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "$home/cni"
X
cat > kubelet.yaml << X
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: /reports-cluster$number
podLogsDir: $home/pods
enforceNodeAllocatable: []
containerRuntimeEndpoint: unix://$home/containerd.sock
failSwapOn: false
failCgroupV1: false
port: $((10300 + number))
healthzPort: $((10400 + number))
resolvConf: /etc/resolv.conf
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
X
for controller in /sys/fs/cgroup/*/; do mkdir -p "$controller/reports-cluster$number" 2> /dev/null || true; done
cpuset=/sys/fs/cgroup/cpuset
if [ -d "$cpuset" ]; then for what in cpus mems; do cat "$cpuset/cpuset.$what" > "$cpuset/reports-cluster$number/cpuset.$what"; done; fi
# A group weighs as much as one process of the machine: ten pods on a busy one would start in none of their probes' time.
shares=/sys/fs/cgroup/cpu/reports-cluster$number/cpu.shares
if [ -f "$shares" ]; then echo 10240 > "$shares"; fi
# What ends with the cluster is found there (clean-up.sh).
echo $$ > "/sys/fs/cgroup/pids/reports-cluster$number/cgroup.procs"
containerd -c containerd.toml > logs/containerd 2>&1 &
until ctr -a containerd.sock version > /dev/null 2>&1; do sleep 0.2; done
for image in "$directory"/images/*.tar; do ctr -a containerd.sock -n k8s.io images import "$image" > /dev/null; done
"$programs/kubelet" --config=kubelet.yaml --kubeconfig="$directory/kubeconfig" --root-dir="$home/kubelet" --hostname-override="node$number" \
  --node-ip=10.97.0.2 --cert-dir="$home/certs" > logs/kubelet 2>&1 &
wait
