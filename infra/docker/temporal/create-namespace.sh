#!/bin/sh
# The namespace, how long it keeps what has ended, and the search attributes. May be repeated.
# Reads TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and TEMPORAL_RETENTION.
set -eu
# As long as a report and its files are kept (RETENTION_DAYS): who asks about one finds how it was made.
retention=${TEMPORAL_RETENTION:-90d}
if temporal operator namespace describe "$TEMPORAL_NAMESPACE" > /dev/null 2>&1; then
  temporal operator namespace update --retention "$retention" "$TEMPORAL_NAMESPACE"
else
  temporal operator namespace create --retention "$retention" "$TEMPORAL_NAMESPACE"
fi
# The server's caches learn of a new namespace within seconds.
until temporal operator search-attribute create \
  --name ReportId --type Keyword \
  --name WorkspaceId --type Keyword \
  --name WorkspaceName --type Keyword \
  --name ReportType --type Keyword \
  --name ReportFormat --type Keyword \
  --name ScheduleId --type Keyword \
  --name SlotTime --type Datetime \
  --name Attempt --type Int \
  --name ErrorCode --type Keyword \
  --name ScheduleRevision --type Keyword; do sleep 1; done
