#include "generator/footprint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/meant_server.hpp"

namespace eventstore::seed {

using pg::Entry;

namespace {

std::string files_of(const catalogue::Catalogue& store) {
  std::vector<std::string> files;
  for (const auto& script : store.tables) files.push_back(script.file);
  for (const auto& script : store.indexes) files.push_back(script.file);
  return fmt::format("{}", fmt::join(files, ", "));
}

/// What every run makes that changes the data or the objects.
void add_writing(pg::Footprint& footprint) {
  footprint.add(Entry::store_session);
  footprint.add(Entry::scripts_session);
  footprint.add(Entry::writer_lock_session);
  footprint.add(Entry::watch_session);
  footprint.add(Entry::lock_holder_name);
  footprint.add(Entry::definition_settings);
  footprint.add(Entry::writer_lock);
  footprint.add(Entry::worker_lock);
  footprint.add(Entry::read_locks);
  footprint.add(Entry::row_locks);
  footprint.add(Entry::vacuum_locks);
  footprint.add(Entry::manifest);
  footprint.add(Entry::cancel_own, "after a signal");
}

/// What every run makes that adds events.
void add_loading(pg::Footprint& footprint, const Options& options, int connections) {
  add_writing(footprint);
  footprint.add(Entry::copy_sessions, fmt::format("up to {} at once", connections));
  footprint.add(Entry::seeded_rows);
  footprint.add(Entry::sequence_positions);
  footprint.add(Entry::prepared_statements);
  if (!options.result_file.empty()) footprint.add(Entry::wal_records);
  footprint.add(Entry::vacuum);
  footprint.add(Entry::checkpoint, "CHECKPOINT, where the role may");
}

void add_seed(pg::Footprint& footprint, const Options& options) {
  add_loading(footprint, options, options.connections);
  if (options.existing == Existing::reuse) footprint.add(Entry::reader_lock);
  footprint.add(Entry::loading_commits);
  footprint.add(Entry::script_search_path);
  footprint.add(Entry::ddl_locks);
  footprint.add(Entry::index_build_locks);
  footprint.add(Entry::autovacuum_hold);
  if (options.existing != Existing::replace) footprint.add(Entry::resume_lock);
  footprint.add(Entry::store_objects, files_of(catalogue::load_catalogue(options.where.store)));
  if (options.existing == Existing::replace) {
    footprint.add(Entry::store_objects,
                  "dropped before: what the manifest lists, and nothing else");
  }
  footprint.add(Entry::journal);
  footprint.add(Entry::truncate);
  if (pg::means_local_server(options.where.database)) footprint.add(Entry::local_database);
}

void add_apply(pg::Footprint& footprint, const Options& options) {
  add_writing(footprint);
  footprint.add(Entry::script_search_path);
  footprint.add(Entry::ddl_locks);
  footprint.add(Entry::index_build_locks);
  footprint.add(Entry::store_objects, files_of(catalogue::load_catalogue(options.where.store)));
  footprint.add(Entry::analyze, "of tables with new columns, statistics or indexed expressions");
}

void add_verify(pg::Footprint& footprint, const Options& options) {
  footprint.add_look_at_seeded_data();
  footprint.add(Entry::verify_sessions, fmt::format("up to {} at once", options.connections));
}

void add_export(pg::Footprint& footprint) {
  footprint.add(Entry::scripts_session);
  footprint.add(Entry::watch_session);
  footprint.add(Entry::definition_settings);
  footprint.add(Entry::script_search_path);
  footprint.add(Entry::read_locks);
  footprint.add(Entry::row_locks);
  footprint.add(Entry::ddl_locks);
  footprint.add(Entry::rolled_back_tables);
  footprint.add(Entry::cancel_own, "after a signal");
}

}  // namespace

pg::Footprint footprint_of(const Options& options, bool applies) {
  pg::Footprint footprint{pg::Tool::seed_events,
                          fmt::format("seed-events, store {}", options.where.store)};
  const bool is_offline =
      options.job == Job::describe || (options.job == Job::rehearse && !applies);
  if (is_offline) return footprint;
  footprint.add_local_server(options.where.database);
  if (applies) {
    add_apply(footprint, options);
  } else if (options.job == Job::append) {
    add_loading(footprint, options, 1);
    footprint.add(Entry::append_commits);
  } else if (options.job == Job::verify) {
    add_verify(footprint, options);
  } else if (options.job == Job::write_files) {
    add_export(footprint);
  } else {
    add_seed(footprint, options);
  }
  return footprint;
}

}  // namespace eventstore::seed
