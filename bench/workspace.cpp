#include "bench/workspace.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "bench/open_writers.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/dataset/made_objects.hpp"
#include "core/dataset/store_copy.hpp"
#include "core/pg/kept_alive.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::bench {

namespace {

/// A statement of sql/harness/ with the store's own names in it.
std::string statement_for(const std::string& name, const pg::Session& session,
                          const catalogue::StoreProfile& store) {
  const std::string snapshots = store.snapshots ? store.snapshots->table : store.events.table;
  return fmt::format(fmt::runtime(catalogue::harness_sql(name)),
                     fmt::arg("events", session.identifier(store.events.table)),
                     fmt::arg("position", session.identifier(store.events.columns.at("position"))),
                     fmt::arg("snapshots", session.identifier(snapshots)));
}

/// What a store keeps beside events, tenants and snapshots follows from these in a way that only
/// its own statements know.
void refuse_other_tables(const dataset::SeededStore& store) {
  const catalogue::StoreProfile& profile = store.catalogue.store;
  std::vector<std::string> known{profile.events.table};
  if (profile.tenants) known.push_back(profile.tenants->table);
  if (profile.snapshots) known.push_back(profile.snapshots->table);
  pg::Session session{store.database};
  for (std::string& table : known) {
    const pg::Rows found =
        session.run(catalogue::harness_sql("seed_table_name"), {{session.identifier(table)}});
    if (!found.empty()) table = found.text(0, "name");
  }
  for (const std::string& table : store.manifest.tables) {
    if (std::find(known.begin(), known.end(), table) != known.end()) continue;
    throw UsageError(fmt::format(
        "--in-place cannot put table {} of the store {} back as it was; leave --in-place out, and "
        "writes go to a copy of the database",
        table, profile.name));
  }
}

void save_snapshots(pg::Session& session, const dataset::SeededStore& store) {
  try {
    session.run(statement_for("in_place_save_snapshots", session, store.catalogue.store));
  } catch (const pg::StatementError& error) {
    if (!error.lacks_privilege()) throw;
    throw Failure(fmt::format(
        "--in-place keeps the snapshots in a temporary table, and this role may not make one or "
        "may not read them ({}): GRANT TEMPORARY ON DATABASE {} to it (docs/access.md)",
        error.what(), session.identifier(store.database.name)));
  }
}

/// Who could not put the events back as they were adds none.
void require_right_to_remove(pg::Session& session, const dataset::SeededStore& store) {
  const pg::Rows rights = session.run(catalogue::harness_sql("in_place_rights"),
                                      {{session.identifier(store.catalogue.store.events.table)}});
  if (rights.boolean(0, "may_remove")) return;
  throw Failure(fmt::format(
      "--in-place removes at the end what it has added, and role {} may not delete from {} "
      "(docs/access.md): let it, or leave --in-place out, and writes go to a copy of the database",
      rights.text(0, "role"), store.catalogue.store.events.table));
}

/// How to be rid of what a run in place has left.
std::string remedy_for(const pg::Database& database) {
  return fmt::format("seed-events --verify prints the command that fills database {} anew",
                     database.name);
}

std::int64_t events_in(pg::Session& session, const catalogue::StoreProfile& store) {
  return session.run(statement_for("in_place_count_events", session, store)).integer(0, "events");
}

}  // namespace

Workspace::Workspace(const dataset::SeededStore& store, WritePlace place)
    : store_(store), place_(place) {
  if (place == WritePlace::in_place) refuse_other_tables(store);
}

Workspace::~Workspace() {
  try {
    clean_up();
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", printable_lines(error.what()));
  }
}

const pg::Database& Workspace::for_writes() {
  if (place_ == WritePlace::in_place) {
    if (!in_place_) in_place_ = begin_in_place();
    return store_.database;
  }
  if (!clone_) {
    fmt::print(stderr, "Writes go to a copy of database {}, which is dropped afterwards.\n",
               visible_line(store_.database.name));
    clone_ = dataset::copy_of(store_, "bench", "use --in-place on a database that may be changed");
  }
  return clone_->database();
}

Workspace::InPlace::InPlace(const dataset::SeededStore& store)
    : lock(store.database),
      session(pg::kept_alive(store.database)),
      left(fmt::format("what this run wrote to database {}: {}", store.database.name,
                       remedy_for(store.database))) {
  lock.join(session);
}

/// From here until clean_up has run, the manifest says that the data are not as they were seeded.
std::unique_ptr<Workspace::InPlace> Workspace::begin_in_place() const {
  auto in_place = std::make_unique<InPlace>(store_);
  pg::Session& session = in_place->session;
  dataset::require_unchanged(session, store_);
  dataset::require_same_objects(session, store_.manifest);
  require_right_to_remove(session, store_);
  in_place->events = events_in(session, store_.catalogue.store);
  if (store_.catalogue.store.snapshots) save_snapshots(session, store_);
  dataset::Manifest changed = store_.manifest;
  changed.state = "changed";
  dataset::write_manifest(session, changed);
  return in_place;
}

void Workspace::clean_up() {
  if (!in_place_) return;
  const std::unique_ptr<InPlace> in_place = std::move(in_place_);
  try {
    const auto limit = time_to_clean_up(std::chrono::seconds{10});
    in_place->lock.hold_with(in_place->session);
    pg::wait_for_workers(in_place->session, limit);
    put_back(*in_place);
  } catch (const std::exception& error) {
    throw Failure(fmt::format(
        "what this run wrote to database {} in place is still there ({}), which its manifest "
        "says: {}",
        store_.database.name, error.what(), remedy_for(store_.database)));
  }
}

ExitCode Workspace::clean_up_after(ExitCode exit_code) {
  try {
    clean_up();
  } catch (const std::exception& error) {
    if (exit_code != ExitCode::oracle_failed) throw;
    fmt::print(stderr, "{}\n", printable_lines(error.what()));
  }
  return exit_code;
}

/// The session that does it belongs to the run, so that nobody else writes before it ends.
void Workspace::put_back(InPlace& in_place) const {
  pg::Session& session = in_place.session;
  const auto& store = store_.catalogue.store;
  if (!session.is_pooled()) session.run(catalogue::harness_sql("local_commits"));
  // What appears after the events were removed would stay.
  const auto bound = time_to_clean_up(std::chrono::seconds{30});
  const std::string writers = wait_for_open_writers(session, store.events.table, bound);
  if (!writers.empty()) throw Failure(fmt::format("more may be added by {}", writers));
  session.run(statement_for("in_place_remove_events", session, store),
              {std::to_string(store_.manifest.tokens.head.position)});
  // What took a position among the seeded ones is still there.
  const std::int64_t left = events_in(session, store);
  if (left != in_place.events) {
    throw Failure(fmt::format("{} are there, where {} were before", counted(left, "event"),
                              grouped(in_place.events)));
  }
  if (store.snapshots) {
    session.run(statement_for("in_place_remove_snapshots", session, store));
    session.run(statement_for("in_place_restore_snapshots", session, store));
  }
  dataset::write_manifest(session, store_.manifest);
}

}  // namespace eventstore::bench
