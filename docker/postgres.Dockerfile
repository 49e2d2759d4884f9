# PostgreSQL with the settings that the harness measures with.  Build it from this directory:
#   docker build --tag eventstore-postgres docker
ARG BASE=debian:trixie-slim
FROM ${BASE}

# The cluster is made by entrypoint.sh, not by the package.
RUN set -eu; \
    mkdir -p /etc/postgresql-common/createcluster.d; \
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/none.conf; \
    apt-get update; \
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql; \
    rm -rf /var/lib/apt/lists/*; \
    ln -s /usr/lib/postgresql/* /opt/postgresql; \
    install --directory --owner=postgres --group=postgres --mode=0700 /var/lib/eventstore

COPY postgresql.conf /etc/eventstore/postgresql.conf
COPY --chmod=0755 entrypoint.sh /usr/local/bin/entrypoint.sh

ENV PATH=/opt/postgresql/bin:$PATH
USER postgres
VOLUME /var/lib/eventstore
EXPOSE 5432
# A fast shutdown: sessions are ended, what is committed stays.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=2s --timeout=3s --start-period=60s --retries=15 \
    CMD ["pg_isready", "--quiet", "--host=127.0.0.1", "--username=eventstore"]
ENTRYPOINT ["entrypoint.sh"]
