# PostgreSQL as compose.yaml starts it: the settings are mounted, the cluster is made on the first
# start.
ARG BASE=debian:trixie-slim
FROM ${BASE}

# The cluster is made by the entrypoint, not by the package.
RUN set -eu; \
    mkdir -p /etc/postgresql-common/createcluster.d; \
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/none.conf; \
    apt-get update; \
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql; \
    rm -rf /var/lib/apt/lists/*; \
    ln -s /usr/lib/postgresql/* /opt/postgresql; \
    install --directory --owner=postgres --group=postgres --mode=0700 /var/lib/eventstore; \
    install --directory --owner=postgres --group=postgres --mode=0755 /run/eventstore

COPY postgres-entrypoint.sh /usr/local/bin/postgres-entrypoint.sh

ENV PATH=/opt/postgresql/bin:$PATH
USER postgres
VOLUME /var/lib/eventstore /run/eventstore
EXPOSE 5432
# A fast shutdown: sessions are ended, what is committed stays.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=2s --timeout=3s --start-period=60s --retries=15 \
    CMD ["pg_isready", "--quiet", "--host=127.0.0.1", "--username=eventstore"]
ENTRYPOINT ["postgres-entrypoint.sh"]
