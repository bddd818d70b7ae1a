{{/* What no pod needs: rights of root, a token for the cluster, a file system that it can write to. `restricted` of the pod security standards asks for the most of it. */}}
{{- define "reports.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "reports.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* One container. {root, name, reader, own, image: of which service, entry: its program, resources} */}}
{{- define "reports.container" -}}
name: {{ .name }}
image: {{ include "reports.image" (dict "root" .root "name" .image) }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: [{{ .entry }}]
env:
  - { name: HOST, value: 0.0.0.0 }
  - { name: PORT, value: '8080' }
  {{- if eq .reader "api" }}
  - { name: INTERNAL_PORT, value: '9090' }
  {{- end }}
  {{- include "reports.environment" . | trim | nindent 2 }}
  {{- with .own.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
resources: {{- toYaml .resources | nindent 2 }}
{{- end }}

{{/* What a container may write to, and its Secret of files. {own} */}}
{{- define "reports.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if .own.filesSecret }}
- { name: files, mountPath: /run/secrets/reports, readOnly: true }
{{- end }}
{{- end }}

{{- define "reports.volumes" -}}
- name: tmp
  emptyDir: {}
{{- if .own.filesSecret }}
- name: files
  secret: { secretName: {{ .own.filesSecret }}, defaultMode: 0440 }
{{- end }}
{{- end }}
