// What the tools make on a server, each thing once: --print-settings prints from it, and
// docs/footprint.md is held against it (tests/unit/footprint_test.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pg/session_settings.hpp"

namespace eventstore::pg {

enum class Tool : std::uint8_t {
  seed_events,
  eventstore_bench,
  eventstore_load,
  plan_review,
  bench_trust,
  seed_ceiling,
  eventstore_server,
};

enum class Part : std::uint8_t { sessions, settings, locks, objects, commands };

/// In the order of the page.
enum class Entry : std::uint8_t {
  // Sessions.
  scripts_session,
  copy_sessions,
  verify_sessions,
  writer_lock_session,
  lookup_session,
  store_session,
  copy_making_session,
  copy_lock_session,
  clean_up_session,
  trial_session,
  read_sessions,
  write_sessions,
  mutating_sessions,
  processor_sessions,
  counted_sessions,
  observing_sessions,
  read_back_sessions,
  watch_session,
  client_sessions,
  psql_session,
  // Settings.
  lock_holder_name,
  loading_commits,
  append_commits,
  measured_commits,
  clean_up_commits,
  plan_cache_mode,
  load_statement_timeout,
  mutate_statement_timeout,
  lock_timeout,
  logged_plans,
  inner_plans,
  statement_arguments,
  definition_settings,
  script_search_path,
  // Locks.
  writer_lock,
  worker_lock,
  reader_lock,
  copy_lock,
  read_locks,
  operation_locks,
  row_locks,
  ddl_locks,
  index_build_locks,
  vacuum_locks,
  autovacuum_hold,
  resume_lock,
  template_lock,
  copy_drop_lock,
  // Objects.
  store_objects,
  rolled_back_tables,
  seeded_rows,
  sequence_positions,
  manifest,
  journal,
  in_place_rows,
  saved_snapshots,
  copy,
  copy_comment,
  copy_settings,
  own_store,
  prepared_statements,
  wal_records,
  statistics_extension,
  local_database,
  local_server,
  // Commands.
  vacuum,
  vacuum_of_copy,
  analyze,
  truncate,
  checkpoint,
  listen,
  statistics_reset,
  terminate_pgbench,
  cancel_own,
  restart,
};

struct MadeBy {
  Tool tool;
  std::string_view when;  ///< "yes": in every run that opens a database; else what makes it so.
};

struct FootprintEntry {
  Entry entry;
  Part part;
  std::optional<SessionUse> use;  ///< Of sessions whose settings are ours.
  std::string_view what;          ///< In Markdown.
  std::string_view until;         ///< "the run ends".
  std::vector<MadeBy> by;

  [[nodiscard]] bool is_made_by(Tool tool) const;
};

[[nodiscard]] const char* name_of(Tool tool);
[[nodiscard]] const char* name_of(SessionUse use);
[[nodiscard]] const char* name_of(Part part);

/// All, in the order of their enumerators.
[[nodiscard]] const std::vector<FootprintEntry>& footprint_entries();
[[nodiscard]] const FootprintEntry& footprint_entry(Entry entry);

/// "control: scripts, manifest, catalog": as the page has it, in Markdown.
[[nodiscard]] std::string words_of(const FootprintEntry& entry);

}  // namespace eventstore::pg
