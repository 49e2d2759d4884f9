#!/bin/sh
# Makes the cluster, its password and the database `events` on the first start, then becomes the
# server.  Arguments go to postgres.
set -eu

home=/var/lib/eventstore
cluster=$home/cluster

if [ ! -s "$cluster/PG_VERSION" ]; then
  # In a directory that gets its name when everything is in it: a start that was cut short is
  # repeated as a whole.
  rm -rf "$cluster.unfinished"
  (umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$home/password")
  initdb --pgdata="$cluster.unfinished" --username=eventstore --pwfile="$home/password" \
    --auth-local=trust --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C --data-checksums
  {
    echo "include '/etc/eventstore/postgresql.conf'"
    echo "listen_addresses = '*'"
  } >>"$cluster.unfinished/postgresql.conf"
  echo 'host all all all scram-sha-256' >>"$cluster.unfinished/pg_hba.conf"
  alone() { postgres --single -D "$cluster.unfinished" "$1" >/dev/null; }
  echo 'CREATE DATABASE events' | alone postgres
  # What eventstore_bench reads can only be read in a database that has the extension.
  echo 'CREATE EXTENSION pg_stat_statements' | alone events
  mv "$cluster.unfinished" "$cluster"
fi

# For the clients, which see this directory and nothing else of the server.
install --mode=0444 "$home/password" /run/eventstore/password
exec postgres -D "$cluster" "$@"
