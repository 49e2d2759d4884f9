#include "core/dataset/table_state.hpp"

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/holders.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::dataset {

namespace {

/// Rows that a table of the store should have; 0: the manifest does not say.
std::int64_t rows_of(const std::string& table, const catalogue::StoreProfile& store,
                     const Manifest& manifest) {
  if (table == store.events.table) return manifest.events;
  if (store.snapshots && table == store.snapshots->table) return manifest.snapshots;
  return 0;
}

std::string hidden_text(const TableState& state, const std::string& holders) {
  return fmt::format(
      "{} of {} pages of {} are not all-visible, so that an index-only scan reads the table as "
      "well: VACUUM (ANALYZE) {}{}",
      grouped(state.pages - state.visible_pages), grouped(state.pages), state.table, state.table,
      holders.empty() ? "" : ", which cannot help as long as this holds it back: " + holders);
}

std::string dead_text(const TableState& state, const std::string& holders) {
  return fmt::format(
      "{} of {} are dead, and every scan reads them: VACUUM (ANALYZE) {}{}",
      counted(state.dead_rows, "row"), state.table, state.table,
      holders.empty() ? "" : ", which cannot help as long as this holds it back: " + holders);
}

std::string old_text(const TableState& state, std::int64_t rows) {
  const std::string known =
      state.is_unknown ? std::string{"none at all"} : grouped(state.known_rows) + " rows";
  const std::string there = rows > 0 ? fmt::format(", and {} were seeded", grouped(rows)) : "";
  const std::string changed =
      state.changed_rows > 0
          ? fmt::format("; {}{} changed since", state.counts_since_analyze ? "" : "at least ",
                        grouped(state.changed_rows))
          : "";
  return fmt::format(
      "the statistics of {} are older than its data (they know {}{}{}): VACUUM "
      "(ANALYZE) {}",
      state.table, known, there, changed, state.table);
}

}  // namespace

bool TableState::hides_pages() const {
  constexpr std::int64_t few = 8;
  constexpr std::int64_t share = 20;
  const std::int64_t hidden = pages - visible_pages;
  return hidden > few && hidden * share > pages;
}

bool TableState::holds_dead_rows() const {
  constexpr std::int64_t few = 1000;
  constexpr std::int64_t share = 20;
  return dead_rows > few && dead_rows * share > known_rows;
}

bool TableState::has_old_statistics(std::int64_t rows) const {
  constexpr std::int64_t few = 1000;
  constexpr std::int64_t share = 10;
  if (pages == 0) return false;
  if (is_unknown) return true;
  const std::int64_t there = rows > 0 ? rows : known_rows;
  const bool lacks_rows = rows > few && (rows - known_rows) * share > rows;
  return lacks_rows || (changed_rows > few && changed_rows * share > there);
}

std::vector<TableState> table_states(pg::Session& session, const std::vector<std::string>& tables) {
  std::vector<TableState> states;
  for (const std::string& table : tables) {
    const pg::Rows rows = session.run(catalogue::harness_sql("table_state"), {{table}});
    if (rows.empty() || rows.is_null(0, "pages")) continue;
    states.push_back({.table = table,
                      .pages = rows.integer(0, "pages"),
                      .visible_pages = rows.integer(0, "visible_pages"),
                      .known_rows = rows.integer(0, "known_rows"),
                      .changed_rows = rows.integer(0, "changed_rows"),
                      .dead_rows = rows.integer(0, "dead_rows"),
                      .is_unknown = rows.boolean(0, "is_unknown"),
                      .counts_since_analyze = rows.boolean(0, "counts_since_analyze")});
  }
  return states;
}

DataConditions conditions_of(pg::Session& session, const catalogue::StoreProfile& store,
                             const Manifest& manifest) {
  std::vector<std::string> tables{store.events.table};
  for (const auto* role : {&store.snapshots, &store.tenants}) {
    if (*role) tables.push_back((*role)->table);
  }
  DataConditions conditions;
  std::string holders;
  for (const TableState& state : table_states(session, tables)) {
    const std::int64_t rows = rows_of(state.table, store, manifest);
    if (state.hides_pages()) {
      if (holders.empty()) holders = pg::holders_text(pg::holders_of_vacuum(session));
      conditions.hidden.push_back(state.table);
      conditions.sentences.push_back(hidden_text(state, holders));
    }
    if (state.holds_dead_rows()) {
      if (holders.empty()) holders = pg::holders_text(pg::holders_of_vacuum(session));
      conditions.dead.push_back(state.table);
      conditions.sentences.push_back(dead_text(state, holders));
    }
    if (state.has_old_statistics(rows)) {
      conditions.old.push_back(state.table);
      conditions.sentences.push_back(old_text(state, rows));
    }
  }
  return conditions;
}

}  // namespace eventstore::dataset
