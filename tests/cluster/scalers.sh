#!/usr/bin/env bash
# scalers.sh DIRECTORY KEDA METRICS_SERVER: KEDA and the metrics server, in the namespaces of control-plane.sh, beside the API server as its
# controllers are. The API server reaches both as extensions, by Services that name `localhost` (scalers.ts).
set -eu
directory=$1 keda=$2 metrics_server=$3
cd "$directory"
echo $$ > /sys/fs/cgroup/pids/reports-cluster0/cgroup.procs
mkdir -p certs/keda
openssl req -x509 -newkey rsa:2048 -nodes -keyout certs/keda/ca.key -out certs/keda/ca.crt -days 2 -subj /CN=keda 2> /dev/null
openssl req -newkey rsa:2048 -nodes -keyout certs/keda/tls.key -out certs/keda/request -subj /CN=localhost 2> /dev/null
openssl x509 -req -in certs/keda/request -CA certs/keda/ca.crt -CAkey certs/keda/ca.key -CAcreateserial -out certs/keda/tls.crt -days 2 \
  -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n') 2> /dev/null
export KUBECONFIG=$directory/kubeconfig POD_NAMESPACE=keda KEDA_CLUSTER_OBJECT_NAMESPACE=keda WATCH_NAMESPACE=''
server=(--kubeconfig="$KUBECONFIG" --authentication-kubeconfig="$KUBECONFIG" --authorization-kubeconfig="$KUBECONFIG")
"$keda/operator" --cert-dir=certs/keda --metrics-bind-address=127.0.0.1:9081 --health-probe-bind-address=127.0.0.1:9082 > logs/keda-operator 2>&1 &
"$keda/adapter" --secure-port=6444 --port=9083 --tls-cert-file=certs/keda/tls.crt --tls-private-key-file=certs/keda/tls.key --cert-dir=certs/keda \
  --metrics-service-address=localhost:9666 --lister-kubeconfig="$KUBECONFIG" "${server[@]:1}" > logs/keda-adapter 2>&1 &
"$metrics_server" --secure-port=6445 --cert-dir=certs/metrics-server --kubelet-insecure-tls --kubelet-preferred-address-types=InternalIP \
  --kubelet-use-node-status-port --metric-resolution=15s "${server[@]}" > logs/metrics-server 2>&1 &
wait
