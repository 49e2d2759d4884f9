# All tools, sql/ and the demo, without what compiled them.  The context is the repository:
#   docker build --file docker/harness.Dockerfile --tag eventstore-harness .
ARG BASE=debian:trixie-slim

FROM ${BASE} AS tools
# By which tests/container finds what a builder leaves of this stage.
ARG LABEL=
LABEL eventstore.build=$LABEL
# A directory of the context that docker/collect-tools has filled on a machine of the same release.
# Without one the tools are compiled here, which takes more than ten minutes on two cores.
ARG TOOLS=
WORKDIR /src
COPY scripts scripts
RUN [ -n "$TOOLS" ] || scripts/install --web
COPY . .
# What the tools say they were built from: the history is not in the context.
ARG COMMIT=
RUN if [ -n "$TOOLS" ]; then \
      mv "$TOOLS" /opt/eventstore; \
    else \
      EVENTSTORE_COMMIT="$COMMIT" scripts/build --target tools && \
      docker/collect-tools build/release /opt/eventstore; \
    fi

FROM ${BASE}
COPY --from=tools /opt/eventstore/packages /opt/eventstore/packages
RUN set -eu; \
    apt-get update; \
    DEBIAN_FRONTEND=noninteractive xargs --arg-file=/opt/eventstore/packages \
      apt-get install --yes --no-install-recommends; \
    rm -rf /var/lib/apt/lists/*
COPY --from=tools /opt/eventstore /opt/eventstore

# Relative to the working directory, and to the repository outside: the same path names the report.
ENV PATH=/opt/eventstore/bin:/opt/eventstore/scripts:$PATH \
    EVENTSTORE_TOOLS=/opt/eventstore/bin \
    EVENTSTORE_REPORTS=reports/out \
    HOME=/tmp
WORKDIR /opt/eventstore
# A number, not a name: whoever owns the mounted directory of the reports may stand in for it.
USER 1000:1000
ENTRYPOINT ["bench-entrypoint.sh"]
CMD ["demo"]
