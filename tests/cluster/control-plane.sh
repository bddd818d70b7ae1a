#!/usr/bin/env bash
# control-plane.sh DIRECTORY KUBERNETES: an API server, in network and mount namespaces of its own (unshare -mn), that its parent connects by
# the interface `uplink`. The same token is everybody's: nobody else reaches it.
set -eu
directory=$1 programs=$2
cd "$directory"
mkdir -p etcd certs logs sysctl
mkdir -p /sys/fs/cgroup/pids/reports-cluster0
echo $$ > /sys/fs/cgroup/pids/reports-cluster0/cgroup.procs
# What kubelet, containerd and the network plug-ins would leave on the machine, and the kernel's settings that kubelet changes.
mkdir -p /var/lib/cni /var/log/containers
for place in /run /var/lib/cni /var/log/containers; do mount -t tmpfs cluster "$place"; done
for setting in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  cat "/proc/sys/$setting" > "sysctl/${setting//\//.}"
  mount --bind "sysctl/${setting//\//.}" "/proc/sys/$setting"
done
ip link set lo up
until ip address show uplink 2> /dev/null | grep -q 10.97.0.2; do sleep 0.1; done
openssl genrsa -out certs/accounts.key 2048 2> /dev/null
openssl rsa -in certs/accounts.key -pubout -out certs/accounts.pub 2> /dev/null
# Who the API server is to its extensions (scalers.sh).
openssl req -x509 -newkey rsa:2048 -nodes -keyout certs/front-proxy.key -out certs/front-proxy.crt -days 2 -subj /CN=front-proxy \
  -addext extendedKeyUsage=clientAuth 2> /dev/null
printf '%s,admin,admin,system:masters\n' "$(cat token)" > certs/tokens.csv
etcd --data-dir etcd --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
  --listen-peer-urls http://127.0.0.1:2380 > logs/etcd 2>&1 &
"$programs/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --cert-dir="$directory/certs" --token-auth-file="$directory/certs/tokens.csv" \
  --authorization-mode=AlwaysAllow --service-account-issuer=https://cluster --service-account-key-file="$directory/certs/accounts.pub" \
  --service-account-signing-key-file="$directory/certs/accounts.key" --service-cluster-ip-range=10.96.0.0/16 \
  --proxy-client-cert-file=certs/front-proxy.crt --proxy-client-key-file=certs/front-proxy.key --requestheader-client-ca-file=certs/front-proxy.crt \
  --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
  --advertise-address=10.97.0.2 --secure-port=6443 --kubelet-preferred-address-types=InternalIP > logs/kube-apiserver 2>&1 &
until "$programs/kubectl" --kubeconfig kubeconfig get --raw /readyz > /dev/null 2>&1; do sleep 0.5; done
"$programs/kube-controller-manager" --kubeconfig=kubeconfig --service-account-private-key-file="$directory/certs/accounts.key" \
  --leader-elect=false > logs/kube-controller-manager 2>&1 &
"$programs/kube-scheduler" --kubeconfig=kubeconfig --leader-elect=false > logs/kube-scheduler 2>&1 &
wait
