{{/* What is wrong with the settings of one reader, a line each. {root, reader, own} */}}
{{- define "reports.faultsOfReader" -}}
{{- $reader := .reader }}
{{- $known := index (.root.Files.Get "files/settings.json" | fromJson) $reader }}
{{- $given := include "reports.given" . | fromJson }}
{{- range $name, $value := .own.settings }}
{{- if not (hasKey $known $name) }}
  - {{ $name }} is no setting of {{ $reader }}
{{- end }}
{{- end }}
{{- range $name, $setting := $known }}
{{- $value := get $given $name | toString }}
{{- if has $name (list "HOST" "PORT" "INTERNAL_PORT") }}
{{- if $value }}
  - {{ $name }} is set by the chart
{{- end }}
{{- else if and $value $setting.secret (or (not $setting.url) (regexMatch "://[^/@]*:[^/@]*@" $value)) }}
  - {{ $name }} is a secret: it belongs into the Secret of {{ $reader }}
{{- else if and (not $value) $setting.required (not $setting.secret) }}
  - {{ $name }} must be set for {{ $reader }}
{{- end }}
{{- end }}
{{- end }}

{{/* Ends with every fault of the values at once. */}}
{{- define "reports.check" -}}
{{- $root := . }}
{{- $faults := list }}
{{- $all := .Files.Get "files/settings.json" | fromJson }}
{{- range $name, $value := .Values.settings }}
{{- $readers := 0 }}
{{- range $all }}{{ if hasKey . $name }}{{ $readers = add $readers 1 }}{{ end }}{{ end }}
{{- if not $readers }}
{{- $faults = append $faults (printf "\n  - %s is no setting of any service" $name) }}
{{- end }}
{{- end }}
{{- range splitList " " (include "reports.services" .) }}
{{- $own := index $root.Values.services . }}
{{- $faults = append $faults (include "reports.faultsOfReader" (dict "root" $root "reader" . "own" $own)) }}
{{- end }}
{{- range list "migrate" "bus" "bucket" }}
{{- $own := index $root.Values.jobs . }}
{{- if $own.enabled }}
{{- $faults = append $faults (include "reports.faultsOfReader" (dict "root" $root "reader" . "own" $own)) }}
{{- end }}
{{- end }}
{{- if .Values.networkPolicy.enabled }}
{{- range list "postgresql" "nats" "temporal" "storage" "smtp" }}
{{- if not (index $root.Values.networkPolicy . "to") }}
{{- $faults = append $faults (printf "\n  - networkPolicy.%s.to is empty: it must say where that is, or networkPolicy.enabled be false" .) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and (or .Values.autoscaling.scheduler.enabled .Values.autoscaling.notifier.enabled) (not .Values.autoscaling.nats.endpoint) }}
{{- $faults = append $faults "\n  - autoscaling.nats.endpoint is empty: the lag of scheduler and notifier is read there" }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- $faults = append $faults "\n  - ingress.host is empty" }}
{{- end }}
{{- $faults = join "" $faults }}
{{- if $faults }}
{{- fail (printf "the values are not complete (settings: docs/settings.md):%s" (join "\n" (uniq (splitList "\n" $faults)))) }}
{{- end }}
{{- end }}
