{{/* Numbers of YAML are floats: 1000000 must not become 1e+06. */}}
{{- define "reports.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{/* The settings of one reader as JSON: what is given for it wins over what is given for all. {root, reader, own} */}}
{{- define "reports.given" -}}
{{- mergeOverwrite (deepCopy .root.Values.settings) (deepCopy .own.settings) | toJson }}
{{- end }}

{{/*
The environment of one reader, of files/settings.json, which is written from the code: a setting that is given, or, if it may be a secret, the
key of its name in the reader's Secret. {root, reader, own, name: of its Secret}
*/}}
{{- define "reports.environment" -}}
{{- $given := include "reports.given" . | fromJson }}
{{- $secret := include "reports.secretName" . }}
{{- range $name, $setting := index (.root.Files.Get "files/settings.json" | fromJson) .reader }}
{{- $value := get $given $name }}
{{- if has $name (list "HOST" "PORT" "INTERNAL_PORT") }}
{{- else if ne (toString $value) "" }}
- name: {{ $name }}
  value: {{ include "reports.text" $value | quote }}
{{- else if $setting.secret }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ $name }}
      {{- if not $setting.required }}
      optional: true
      {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Seconds from being asked to end to being killed: what the service itself allows, and a few. {root, own} */}}
{{- define "reports.graceSeconds" -}}
{{- add (int (default 25 (get (include "reports.given" . | fromJson) "STOP_SECONDS"))) 5 }}
{{- end }}
