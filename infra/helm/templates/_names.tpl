{{- define "reports.services" -}}
api scheduler aggregator renderer notifier
{{- end }}

{{- define "reports.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What picks out pods, which may never change. {root, name}: a service or a job. */}}
{{- define "reports.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{/* {root, name} */}}
{{- define "reports.labels" -}}
{{ include "reports.selector" . }}
app.kubernetes.io/part-of: reports
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The image of a service. {root, name} */}}
{{- define "reports.image" -}}
{{- $image := .root.Values.image }}
{{- $repository := replace "{service}" .name $image.repository }}
{{- if $image.registry }}{{ $image.registry }}/{{ end }}{{ $repository }}
{{- with get $image.digests .name }}@{{ . }}{{ else }}:{{ default .root.Chart.AppVersion $image.tag }}{{ end }}
{{- end }}

{{/* The Secret of a service or job. {root, name, own: its values} */}}
{{- define "reports.secretName" -}}
{{- default (printf "%s-%s" (include "reports.fullname" .root) .name) .own.existingSecret }}
{{- end }}
