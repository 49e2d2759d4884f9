#include "bench/load/seeded_side_rows.hpp"

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/engine/row_decoder.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

namespace {

std::string noun_of(SideTable table) {
  return table == SideTable::tenants ? "tenant" : "snapshot";
}

/// Adds "2 snapshots WHAT" to a list; nothing where there are none.
void add(std::string& list, std::int64_t count, SideTable table, std::string_view what) {
  if (count == 0) return;
  list += fmt::format("{}{} {}", list.empty() ? "" : ", ", counted(count, noun_of(table)), what);
}

}  // namespace

struct SeededSideRows::Changes {
  std::int64_t changed = 0;
  std::int64_t newer = 0;
  std::int64_t added = 0;
};

SeededSideRows::SeededSideRows(const pg::Database& database, const catalogue::StoreProfile& store,
                               SideTable table)
    : store_(store), table_(table), remembered_(read(database, OnSignal::stop)) {}

void SeededSideRows::leave_out(const std::string& why) {
  remembered_ = {.rows = {}, .obstacle = fmt::format("{}s not compared: {}", noun_of(table_), why)};
}

const catalogue::TableRole& SeededSideRows::role() const {
  return table_ == SideTable::tenants ? *store_.tenants : *store_.snapshots;
}

std::string SeededSideRows::statement(const pg::Database& database) const {
  pg::Session session{database, pg::SessionUse::audit};
  const std::string table = session.identifier(role().table);
  std::string identity;
  for (const char* canonical : {"tenant_key", "tenant_id", "aggregate_id"}) {
    const auto column = role().columns.find(canonical);
    if (column == role().columns.end()) continue;
    identity +=
        fmt::format("{}{}::text", identity.empty() ? "" : ", ", session.identifier(column->second));
  }
  const bool has_sequence = table_ == SideTable::snapshots;
  return fmt::format(
      fmt::runtime(catalogue::harness_sql("load_side_row_hashes")), fmt::arg("identity", identity),
      fmt::arg("sequence",
               has_sequence ? session.identifier(role().columns.at("sequence_number")) : "0"),
      fmt::arg("texts", columns_as_texts(session, table)), fmt::arg("relation", table));
}

SeededSideRows::Found SeededSideRows::read(const pg::Database& database, OnSignal on_signal) const {
  constexpr const char* statement_name = "load_side_row_hashes";
  Found found;
  pg::Wire wire{database, pg::SessionUse::audit};
  wire.prepare(statement_name, statement(database), {});
  pg::WireParameters none;
  none.finish();
  const pg::Reply end = wire.execute_streamed(
      statement_name, none, pg::ResultFormat::text, [&](const pg::Reply& reply) {
        enum Column : std::uint8_t { whose, name, sequence_number, row_hash };
        const int count = static_cast<int>(reply.row_count());
        for (int row = 0; row < count; ++row) {
          const auto number = [&](Column column) {
            return engine::number_from_text(reply.bytes(row, column));
          };
          Row& latest = found.rows[static_cast<std::uint64_t>(number(whose))];
          ++latest.count;
          if (latest.count > 1 && number(sequence_number) < latest.sequence_number) continue;
          latest.sequence_number = number(sequence_number);
          latest.hash = static_cast<std::uint64_t>(number(row_hash));
          latest.name = std::string{reply.bytes(row, name)};
        }
        return on_signal == OnSignal::go_on || !interrupted();
      });
  if (on_signal == OnSignal::stop) stop_if_interrupted();
  if (!end.ok()) {
    const std::string why = fmt::format("{}s cannot be read: {}", noun_of(table_), end.message());
    if (end.sqlstate() != "42501") throw Failure(why);
    found.obstacle = why;
  }
  return found;
}

void SeededSideRows::compare(const Row& seeded, const Row& now, Changes& changes,
                             Violations& violations) const {
  if (table_ == SideTable::tenants) {
    if (now.count < seeded.count) {
      violations.report(Violation::seeded_lost,
                        fmt::format("a row of tenant {} is gone", seeded.name));
    } else if (now.count > seeded.count) {
      ++changes.added;
    } else if (now.hash != seeded.hash) {
      ++changes.changed;
    }
    return;
  }
  const std::string name = fmt::format("the seeded snapshot of aggregate {} (sequence number {})",
                                       seeded.name, seeded.sequence_number);
  if (now.sequence_number < seeded.sequence_number) {
    violations.report(Violation::seeded_lost, fmt::format("{} is gone, an older one ({}) is there",
                                                          name, now.sequence_number));
  } else if (now.sequence_number > seeded.sequence_number) {
    ++changes.newer;
  } else if (now.hash != seeded.hash) {
    violations.report(Violation::seeded_altered, name + " is not what it was");
  }
}

std::string SeededSideRows::check(const pg::Database& database, OnSignal on_signal,
                                  Violations& violations) const {
  if (!remembered_.obstacle.empty()) return remembered_.obstacle;
  const Found found = read(database, on_signal);
  if (!found.obstacle.empty()) return found.obstacle;
  Changes changes;
  for (const auto& [whose, seeded] : remembered_.rows) {
    const auto now = found.rows.find(whose);
    if (now != found.rows.end()) {
      compare(seeded, now->second, changes, violations);
    } else if (table_ == SideTable::tenants) {
      violations.report(Violation::seeded_lost, fmt::format("tenant {} is gone", seeded.name));
    } else {
      violations.report(Violation::seeded_lost,
                        fmt::format("the seeded snapshot of aggregate {} (sequence number {}) is "
                                    "gone",
                                    seeded.name, seeded.sequence_number));
    }
  }
  for (const auto& [whose, now] : found.rows) {
    if (remembered_.rows.contains(whose)) continue;
    if (table_ == SideTable::snapshots) {
      ++changes.added;
    } else {
      violations.report(Violation::unasked,
                        fmt::format("tenant {} is stored, which no call adds", now.name));
    }
  }
  std::string unjudged;
  add(unjudged, changes.changed, table_, "changed");
  add(unjudged, changes.newer, table_, "newer");
  add(unjudged, changes.added, table_, "new");
  return unjudged;
}

}  // namespace eventstore::load
