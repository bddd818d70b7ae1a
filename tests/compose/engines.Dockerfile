# What docker-compose.yml takes from a registry, made where none is reached: the same programs in the same versions (PostgreSQL 18, NATS, MinIO,
# Temporal, maildev), started as the registry's images start them. For `npm run test:compose`; nobody else needs it.
ARG BASE_IMAGE=localhost/debian:bookworm-slim
ARG NODE_IMAGE=localhost/node:24-bookworm-slim

FROM ${BASE_IMAGE} AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends busybox curl gosu postgresql-client ca-certificates libicu72 libxml2 \
 && ln -s /bin/busybox /usr/local/bin/wget \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 999 postgres && useradd --uid 1000 --create-home temporal

FROM base AS postgres
COPY postgres /usr/local
COPY start-postgres.sh /usr/local/bin/docker-entrypoint.sh
ENV PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]

FROM base AS nats
COPY nats-server /usr/local/bin/
ENTRYPOINT ["nats-server"]

FROM base AS minio
COPY minio /usr/local/bin/
ENTRYPOINT ["minio"]

FROM base AS temporal-server
COPY temporal-server entrypoint.sh /usr/local/bin/
WORKDIR /etc/temporal
USER temporal
CMD ["bash", "/usr/local/bin/entrypoint.sh"]

FROM base AS temporal-tools
COPY temporal temporal-sql-tool /usr/local/bin/
USER temporal

FROM base AS temporal-ui
WORKDIR /home/ui-server
COPY ui-server start-ui-server.sh ./
COPY ui-configuration config
USER temporal
ENTRYPOINT ["./start-ui-server.sh"]

FROM ${NODE_IMAGE} AS maildev
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca,target=/run/ca.pem npm install --global --no-audit --no-fund maildev@2.2.1
USER 1000:1000
ENTRYPOINT ["maildev"]
