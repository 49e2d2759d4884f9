#include "generator/footprint.hpp"

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::seed {

using pg::SessionUse;

namespace {

constexpr const char* lock_of_writer =
    "advisory lock of the one who writes to the data, until the end";

void add_writing(pg::Footprint& footprint, const Options& options) {
  footprint.add_sessions("2", SessionUse::control, "the database: scripts and manifest, lock");
  footprint.add_sessions(fmt::format("up to {}", options.connections), SessionUse::control,
                         "the database: COPY and CREATE INDEX");
  footprint.add_setting("sessions that COPY: synchronous_commit = off, but for --append");
  footprint.add_lock(lock_of_writer);
  footprint.add_lock("shared advisory lock of each session of this run on the data, until it ends");
  footprint.add_lock(
      "ShareUpdateExclusiveLock on the store's tables while rows are copied, which keeps "
      "autovacuum "
      "away");
  footprint.add_lock("ShareRowExclusiveLock on them for a moment when a stopped run is resumed");
  footprint.add_object(
      "schema eventstore_harness with tables manifest and seed_journal; the journal is dropped "
      "when all is done");
}

void add_seed(pg::Footprint& footprint, const Options& options) {
  add_writing(footprint, options);
  const catalogue::Catalogue store = catalogue::load_catalogue(options.where.store);
  for (const catalogue::StoreScript& script : store.tables) {
    footprint.add_object("what is made by " + script.file);
  }
  for (const catalogue::StoreScript& script : store.indexes) {
    footprint.add_object("what is made by " + script.file);
  }
  footprint.add_object("VACUUM (ANALYZE) of these tables, and a CHECKPOINT where the role may");
  if (options.existing == Existing::replace) {
    footprint.add_object("dropped before: what the manifest lists, and nothing else");
  }
}

}  // namespace

pg::Footprint footprint_of(const Options& options) {
  pg::Footprint footprint{fmt::format("seed-events, store {}", options.where.store)};
  switch (options.job) {
    case Job::seed:
      add_seed(footprint, options);
      break;
    case Job::append:
      add_writing(footprint, options);
      footprint.add_object("rows in the tables of the store, in one transaction");
      break;
    case Job::verify:
      footprint.add_look_at_seeded_data();
      footprint.add_sessions(fmt::format("up to {}", options.connections), SessionUse::audit,
                             "the database: all rows are read");
      break;
    case Job::write_files:
      footprint.add_sessions(
          "1", SessionUse::control,
          "the database: tables are made and rolled back, to learn their columns");
      footprint.add_lock("those of CREATE TABLE, until it is rolled back");
      break;
    default:  // Without a server.
      break;
  }
  return footprint;
}

}  // namespace eventstore::seed
