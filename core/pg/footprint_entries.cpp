#include "core/pg/footprint_entries.hpp"

#include <algorithm>
#include <utility>

namespace eventstore::pg {

namespace {

using enum Tool;
using By = std::vector<MadeBy>;

/// Runs that work in a copy of the seeded database, or of template1.
By by_copies() {
  return {{eventstore_bench, "writes"},
          {eventstore_load, "writes"},
          {plan_review, "writes, `--mutate`, `--stability`, `--grow`"},
          {bench_trust, "writes, seeds a store"},
          {seed_ceiling, "yes"}};
}

By by_in_place() {
  return {{eventstore_bench, "`--in-place`"}, {eventstore_load, "`--in-place`"}};
}

By by_writers() {
  return {{seed_events, "seeding, `--append`, `--apply`"},
          {eventstore_bench, "`--in-place`"},
          {eventstore_load, "`--in-place`"}};
}

By by_measuring() {
  return {{eventstore_bench, "yes"},
          {eventstore_load, "yes"},
          {plan_review, "yes"},
          {bench_trust, "yes"}};
}

By by_all(std::string_view when) {
  return {{seed_events, when}, {eventstore_bench, when}, {eventstore_load, when},
          {plan_review, when}, {bench_trust, when},      {seed_ceiling, when}};
}

By by_seeding() {
  return {{seed_events, "seeding"}, {seed_ceiling, "yes"}};
}

FootprintEntry made(Entry entry, Part part, std::string_view what, std::string_view until, By by) {
  return {
      .entry = entry, .part = part, .use = {}, .what = what, .until = until, .by = std::move(by)};
}

std::vector<FootprintEntry> sessions() {
  using enum SessionUse;
  const auto session = [](Entry entry, std::optional<SessionUse> use, std::string_view what,
                          std::string_view until, By by) {
    FootprintEntry made_entry = made(entry, Part::sessions, what, until, std::move(by));
    made_entry.use = use;
    return made_entry;
  };
  const By by_store{{seed_events, "yes"},
                    {eventstore_bench, "yes"},
                    {eventstore_load, "yes"},
                    {plan_review, "yes"},
                    {bench_trust, "yes"}};
  return {
      session(
          Entry::scripts_session, control, "scripts, manifest, VACUUM", "the run ends",
          By{{seed_events, "seeding, `--append`, `--apply`, `--format`"}, {seed_ceiling, "yes"}}),
      session(Entry::copy_sessions, control, "COPY and CREATE INDEX, one for each connection",
              "rows and indexes are there",
              By{{seed_events, "seeding, `--append`"}, {seed_ceiling, "yes"}}),
      session(Entry::verify_sessions, audit, "reading all rows, one for each connection",
              "all rows are read", By{{seed_events, "`--verify`"}}),
      session(Entry::writer_lock_session, control, "holding the writer's lock", "the run ends",
              by_writers()),
      session(Entry::lookup_session, control, "`postgres`: looks up the database",
              "the database is found", by_all("local server")),
      session(Entry::store_session, control, "manifest, definitions, sizes, settings, statistics",
              "they are read", by_store),
      session(Entry::copy_making_session, control, "`postgres` or `template1`: makes, drops copies",
              "the copy is made, or dropped", by_copies()),
      session(Entry::copy_lock_session, control, "`postgres` or `template1`: holds the copy's lock",
              "the copy is dropped", by_copies()),
      session(Entry::clean_up_session, control, "keeping snapshots, cleaning up", "the run ends",
              by_in_place()),
      session(Entry::trial_session, measured_read, "first call of each read, rolled back",
              "all were called",
              By{{eventstore_bench, "yes"},
                 {eventstore_load, "yes"},
                 {bench_trust, "`overhead`, `detection`, `rate`"}}),
      session(Entry::read_sessions, measured_read, "calls of operations that read", "they are done",
              by_measuring()),
      session(Entry::write_sessions, measured_write, "calls of operations; some of them write",
              "they are done",
              By{{eventstore_bench, "writes"},
                 {eventstore_load, "writes"},
                 {plan_review, "writes"},
                 {bench_trust, "writes"}}),
      session(Entry::mutating_sessions, measured_write, "two copies, with an index less or more",
              "the copies are dropped", By{{plan_review, "`--mutate`"}}),
      session(Entry::processor_sessions, measured_read, "tracking processors", "the run ends",
              By{{eventstore_load, "scenario's processors"}}),
      session(Entry::counted_sessions, measured_read, "`eventstore_sessions_...`, counted pool",
              "the run ends", By{{eventstore_load, "`run sessions`"}}),
      session(Entry::observing_sessions, control, "statistics, waits, blocking sessions",
              "the run ends",
              By{{eventstore_bench, "yes"},
                 {eventstore_load, "yes"},
                 {bench_trust, "`overhead`, `rate`, `stores`"}}),
      session(Entry::read_back_sessions, audit, "reading back what is stored", "it is read",
              By{{eventstore_load, "writes"}}),
      session(Entry::watch_session, control, "`eventstore-watch`: waits of a slow call",
              "no call takes longer than 3 s", by_all("slow calls")),
      session(Entry::client_sessions, std::nullopt, "pgbench, psql or psycopg", "they end",
              By{{bench_trust, "`overhead`, `rate`"}, {seed_ceiling, "`--others`"}}),
      session(Entry::psql_session, std::nullopt, "psql, without our settings", "psql ends",
              By{{eventstore_server, "`psql`"}}),
  };
}

std::vector<FootprintEntry> settings() {
  const auto setting = [](Entry entry, std::string_view what, std::string_view until, By by) {
    return made(entry, Part::settings, what, until, std::move(by));
  };
  By by_lock_holders = by_copies();
  for (MadeBy& each : by_lock_holders) {
    if (each.when == "writes") each.when = "writes, also `--in-place`";
  }
  by_lock_holders.insert(by_lock_holders.begin(), {seed_events, "seeding, `--append`, `--apply`"});
  return {
      setting(Entry::lock_holder_name, "`application_name`: process and host behind it",
              "the session ends", by_lock_holders),
      setting(Entry::loading_commits, "`synchronous_commit = off`, where rows are copied",
              "the session ends", by_seeding()),
      setting(Entry::append_commits, "`synchronous_commit = on`", "the transaction ends",
              By{{seed_events, "`--append`"}}),
      setting(Entry::measured_commits, "`synchronous_commit = on` or `off`, in measured sessions",
              "the session ends", By{{eventstore_bench, "`--synchronous-commit`"}}),
      setting(Entry::clean_up_commits, "`synchronous_commit = local`, where it cleans up",
              "the session ends", by_in_place()),
      setting(Entry::plan_cache_mode, "`plan_cache_mode`, in measured sessions", "the session ends",
              By{{eventstore_bench, "yes"}, {plan_review, "yes"}, {bench_trust, "`stores`"}}),
      setting(Entry::load_statement_timeout, "`statement_timeout`, in measured sessions",
              "the session ends", By{{eventstore_load, "yes"}}),
      setting(Entry::mutate_statement_timeout, "`statement_timeout`, without an index",
              "the transaction ends", By{{plan_review, "`--mutate`"}}),
      setting(Entry::lock_timeout, "`lock_timeout = 1ms`, in writers of the hostile schedule",
              "the session ends", By{{bench_trust, "`visibility`"}}),
      setting(Entry::logged_plans, "LOAD, `auto_explain.*`: plans go to the server's log",
              "the session ends", By{{eventstore_load, "`--capture-plans`"}}),
      setting(Entry::inner_plans, "LOAD, `auto_explain.*`, `client_min_messages`",
              "the transaction ends", By{{plan_review, "functions, triggers"}}),
      setting(Entry::statement_arguments, "`es.p1`, `es.p2`, ...: arguments of a statement",
              "the transaction ends", By{{plan_review, "yes"}}),
      setting(Entry::definition_settings, "`search_path`, `TimeZone`, `jit`, `eventstore.settings`",
              "the transaction ends",
              By{{seed_events, "yes"},
                 {eventstore_bench, "yes"},
                 {eventstore_load, "yes"},
                 {plan_review, "yes"},
                 {bench_trust, "yes"}}),
      setting(Entry::script_search_path, "`search_path`, as it was before the store's script",
              "the session ends", By{{seed_events, "seeding, `--apply`, `--format`"}}),
  };
}

std::vector<FootprintEntry> locks() {
  const auto lock = [](Entry entry, std::string_view what, std::string_view until, By by) {
    return made(entry, Part::locks, what, until, std::move(by));
  };
  return {
      lock(Entry::writer_lock, "advisory: writer of the data", "the run ends", by_writers()),
      lock(Entry::worker_lock, "advisory, shared: session of the writer's run", "the session ends",
           by_writers()),
      lock(Entry::reader_lock, "advisory, shared: reader of the data", "the session ends",
           By{{seed_events, "`--verify`, `--reuse`"},
              {eventstore_bench, "yes"},
              {eventstore_load, "yes"},
              {plan_review, "yes"},
              {bench_trust, "`overhead`, `detection`, `rate`, `stores`"}}),
      lock(Entry::copy_lock, "advisory: owner of a copy, in `postgres` or `template1`",
           "the copy is dropped", by_copies()),
      lock(Entry::read_locks, "AccessShareLock on tables and catalog that are read",
           "the transaction ends", by_all("yes")),
      lock(Entry::operation_locks, "those of the store's operations", "the transaction ends",
           by_measuring()),
      lock(Entry::row_locks, "RowExclusiveLock on tables that COPY, INSERT, DELETE change",
           "the transaction ends",
           By{{seed_events, "yes"},
              {eventstore_bench, "`--in-place`"},
              {eventstore_load, "`--in-place`"},
              {seed_ceiling, "yes"}}),
      lock(Entry::ddl_locks, "CREATE, ALTER, DROP, TRUNCATE: up to AccessExclusiveLock",
           "the transaction ends",
           By{{seed_events, "seeding, `--apply`, `--format`"},
              {plan_review, "`--mutate`, in copies"},
              {seed_ceiling, "yes"}}),
      lock(Entry::index_build_locks, "ShareLock on the table of CREATE INDEX",
           "the transaction ends",
           By{{seed_events, "seeding, `--apply`"},
              {plan_review, "`--mutate`, in copies"},
              {seed_ceiling, "yes"}}),
      lock(Entry::vacuum_locks, "ShareUpdateExclusiveLock: table of VACUUM, ANALYZE",
           "the table is done",
           By{{seed_events, "seeding, `--append`, `--apply`"},
              {plan_review, "writes, `--stability`, in copies"},
              {seed_ceiling, "yes"}}),
      lock(Entry::autovacuum_hold, "ShareUpdateExclusiveLock on the store's tables", "COPY ends",
           by_seeding()),
      lock(Entry::resume_lock, "ShareRowExclusiveLock on the store's tables", "the journal is read",
           By{{seed_events, "resuming"}}),
      lock(Entry::template_lock, "ShareLock on the copied database: connecting waits",
           "the copy is made", by_copies()),
      lock(Entry::copy_drop_lock, "AccessExclusiveLock on the copy, when it is dropped",
           "it is dropped", by_copies()),
  };
}

std::vector<FootprintEntry> objects() {
  const auto object = [](Entry entry, std::string_view what, std::string_view until, By by) {
    return made(entry, Part::objects, what, until, std::move(by));
  };
  return {
      object(Entry::store_objects, "objects of the store's scripts", "`--replace` drops it",
             By{{seed_events, "seeding, `--apply`"}, {seed_ceiling, "yes"}}),
      object(Entry::rolled_back_tables, "the store's tables, made to learn their columns",
             "the transaction is rolled back",
             By{{seed_events, "`--format`"}, {seed_ceiling, "yes"}}),
      object(Entry::seeded_rows, "rows of the store's tables", "`--replace` drops them",
             By{{seed_events, "seeding, `--append`"}, {seed_ceiling, "yes"}}),
      object(Entry::sequence_positions, "value of the sequence behind the positions (setval)",
             "the next event", By{{seed_events, "seeding, `--append`"}}),
      object(Entry::manifest, "schema `eventstore_harness`, table `manifest`", "dropped by hand",
             By{{seed_events, "seeding, `--append`, `--apply`"},
                {eventstore_bench, "`--in-place`: one row"},
                {eventstore_load, "`--in-place`: one row"}}),
      object(Entry::journal, "tables `seed_journal`, `seed_made` in that schema",
             "seeding is complete", By{{seed_events, "seeding"}}),
      object(Entry::in_place_rows, "rows in the store's tables; manifest: 'changed'",
             "the run ends", by_in_place()),
      object(Entry::saved_snapshots, "temporary table `eventstore_saved_snapshots`", "the run ends",
             by_in_place()),
      object(Entry::copy, "database `eventstore_disposable_clone_...`", "the run ends",
             by_copies()),
      object(Entry::copy_comment, "COMMENT ON that DATABASE: process and host",
             "the copy is dropped", by_copies()),
      object(Entry::copy_settings, "ALTER DATABASE, ALTER ROLE ... SET of the copy",
             "the copy is dropped", by_copies()),
      object(Entry::own_store, "store seeded by `seed-events`, in a copy of `template1`",
             "the run ends",
             By{{plan_review, "`--grow`"},
                {bench_trust, "`visibility`, `waiting`, `memory`"},
                {seed_ceiling, "yes"}}),
      object(Entry::prepared_statements, "prepared statements", "the session ends",
             By{{seed_events, "seeding, `--append`"},
                {eventstore_bench, "yes"},
                {eventstore_load, "yes"},
                {plan_review, "yes"},
                {bench_trust, "yes"}}),
      object(Entry::wal_records, "20 WAL records `eventstore-harness`", "the WAL is gone",
             By{{seed_events, "`--out`"},
                {eventstore_bench, "`--out`"},
                {eventstore_load, "`--out`"},
                {plan_review, "documents, reports"},
                {seed_ceiling, "yes"}}),
      object(Entry::statistics_extension, "extension `pg_stat_statements`, in `postgres`",
             "dropped by hand",
             By{{eventstore_bench, "local server"}, {bench_trust, "`stores`, local server"}}),
      object(Entry::local_database, "database `eventstore_<store>`", "dropped by hand",
             By{{seed_events, "local server"}, {eventstore_server, "`url`, `psql`"}}),
      object(Entry::local_server, "local server: created, started when it is absent, stopped",
             "`eventstore-server destroy`",
             By{{seed_events, "no `--database`"},
                {eventstore_bench, "no `--database`: start"},
                {eventstore_load, "no `--database`: start"},
                {plan_review, "no `--database`: start"},
                {bench_trust, "no `--database`"},
                {seed_ceiling, "no `--database`"},
                {eventstore_server, "`start`, `url`, `psql`"}}),
  };
}

std::vector<FootprintEntry> commands() {
  const auto command = [](Entry entry, std::string_view what, std::string_view until, By by) {
    return made(entry, Part::commands, what, until, std::move(by));
  };
  By by_checkpoint = by_copies();
  by_checkpoint.insert(by_checkpoint.begin(), {seed_events, "where the role may"});
  return {
      command(Entry::vacuum, "VACUUM (ANALYZE) of the store's tables", "all are done",
              By{{seed_events, "seeding, `--append`"}, {seed_ceiling, "yes"}}),
      command(Entry::vacuum_of_copy, "VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF), in the copy",
              "the table is done", By{{plan_review, "writes"}}),
      command(Entry::analyze, "ANALYZE", "the tables are done",
              By{{seed_events, "`--apply`"}, {plan_review, "`--stability`, in the copy"}}),
      command(Entry::truncate, "TRUNCATE of tables that it made in this transaction", "it is done",
              By{{seed_events, "seeding"}}),
      command(Entry::checkpoint, "checkpoint: CHECKPOINT, CREATE DATABASE ... TEMPLATE",
              "it is done", by_checkpoint),
      command(Entry::listen, "LISTEN to the channel of the store", "the session ends",
              By{{eventstore_load, "listening processors"}, {bench_trust, "`waiting`"}}),
      command(Entry::statistics_reset, "pg_stat_statements_reset of the copy's statements",
              "it is done", by_copies()),
      command(Entry::terminate_pgbench, "pg_terminate_backend of its own pgbench",
              "pgbench is gone", By{{bench_trust, "`overhead`"}}),
      command(Entry::cancel_own, "cancel request to sessions of its own", "they answer",
              by_all("after a signal")),
      command(Entry::restart, "restart of the local server, with cold caches", "it is ready",
              By{{eventstore_bench, "`--cold`"}}),
  };
}

std::vector<FootprintEntry> all_entries() {
  std::vector<FootprintEntry> all;
  for (const auto& part : {sessions(), settings(), locks(), objects(), commands()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

bool FootprintEntry::is_made_by(Tool tool) const {
  return std::any_of(by.begin(), by.end(),
                     [tool](const MadeBy& each) { return each.tool == tool; });
}

const char* name_of(Tool tool) {
  switch (tool) {
    case seed_events:
      return "seed-events";
    case eventstore_bench:
      return "eventstore_bench";
    case eventstore_load:
      return "eventstore_load";
    case plan_review:
      return "plan-review";
    case bench_trust:
      return "bench_trust";
    case seed_ceiling:
      return "seed_ceiling";
    case eventstore_server:
      return "eventstore-server";
  }
  return "";
}

const char* name_of(SessionUse use) {
  switch (use) {
    case SessionUse::control:
      return "control";
    case SessionUse::audit:
      return "audit";
    case SessionUse::measured_read:
      return "measured reads";
    case SessionUse::measured_write:
      return "measured writes";
  }
  return "";
}

const char* name_of(Part part) {
  switch (part) {
    case Part::sessions:
      return "Sessions";
    case Part::settings:
      return "Settings";
    case Part::locks:
      return "Locks";
    case Part::objects:
      return "Objects";
    case Part::commands:
      return "Commands";
  }
  return "";
}

const std::vector<FootprintEntry>& footprint_entries() {
  static const std::vector<FootprintEntry> all = all_entries();
  return all;
}

const FootprintEntry& footprint_entry(Entry entry) {
  return footprint_entries().at(static_cast<std::size_t>(entry));
}

std::string words_of(const FootprintEntry& entry) {
  const std::string use = entry.use ? std::string{name_of(*entry.use)} + ": " : "";
  return use + std::string{entry.what};
}

}  // namespace eventstore::pg
