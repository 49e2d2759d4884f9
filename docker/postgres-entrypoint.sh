#!/bin/sh
# Makes the cluster on the first start, then becomes the server.  Arguments go to postgres:
#   docker run ... eventstore-postgres -c shared_buffers=1GB
set -eu

cluster=/var/lib/eventstore/cluster

if [ ! -s "$cluster/PG_VERSION" ]; then
  : "${EVENTSTORE_PASSWORD:?set EVENTSTORE_PASSWORD to the password of the role eventstore}"
  # In a directory that gets its name when everything is in it: a start that was cut short is
  # repeated as a whole.
  rm -rf "$cluster.unfinished"
  password_file=$(mktemp)
  printf '%s\n' "$EVENTSTORE_PASSWORD" >"$password_file"
  initdb --pgdata="$cluster.unfinished" --username=eventstore --pwfile="$password_file" \
    --auth-local=trust --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C --data-checksums
  rm -f "$password_file"
  {
    echo "include '/etc/eventstore/postgresql.conf'"
    echo "listen_addresses = '*'"
  } >>"$cluster.unfinished/postgresql.conf"
  echo 'host all all all scram-sha-256' >>"$cluster.unfinished/pg_hba.conf"
  mv "$cluster.unfinished" "$cluster"
fi

exec postgres -D "$cluster" "$@"
