#!/bin/sh
# Runs a tool, or the demo, with the password that the server's container made.
set -eu

if [ -z "${PGPASSWORD:-}" ] && [ -r /run/eventstore/password ]; then
  PGPASSWORD=$(cat /run/eventstore/password)
  export PGPASSWORD
fi
exec "$@"
