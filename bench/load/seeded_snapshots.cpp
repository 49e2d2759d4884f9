#include "bench/load/seeded_snapshots.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/engine/row_decoder.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::load {

namespace {

/// The harness's statement with the store's names in it.
std::string statement_for(const pg::Database& database, const catalogue::TableRole& snapshots) {
  pg::Session session{database, pg::SessionUse::audit};
  const std::string table = session.identifier(snapshots.table);
  const auto column = [&](const char* canonical) {
    return session.identifier(snapshots.columns.at(canonical));
  };
  std::string whose = column("aggregate_id") + "::text";
  for (const char* tenant : {"tenant_key", "tenant_id"}) {
    if (snapshots.columns.contains(tenant)) whose += ", " + column(tenant) + "::text";
  }
  return fmt::format(fmt::runtime(catalogue::harness_sql("load_snapshot_hashes")),
                     fmt::arg("whose", whose), fmt::arg("aggregate", column("aggregate_id")),
                     fmt::arg("sequence", column("sequence_number")),
                     fmt::arg("texts", columns_as_texts(session, table)),
                     fmt::arg("snapshots", table));
}

}  // namespace

SeededSnapshots::SeededSnapshots(const pg::Database& database, const catalogue::StoreProfile& store)
    : store_(store), remembered_(read(database, OnSignal::stop)) {}

SeededSnapshots::Snapshots SeededSnapshots::read(const pg::Database& database,
                                                 OnSignal on_signal) const {
  constexpr const char* name = "load_snapshot_hashes";
  pg::Wire wire{database, pg::SessionUse::audit};
  wire.prepare(name, statement_for(database, *store_.snapshots), {});
  pg::WireParameters none;
  none.finish();
  Snapshots snapshots;
  const pg::Reply end =
      wire.execute_streamed(name, none, pg::ResultFormat::text, [&](const pg::Reply& rows) {
        enum Column : std::uint8_t { whose, aggregate_id, sequence_number, row_hash };
        const int count = static_cast<int>(rows.row_count());
        for (int row = 0; row < count; ++row) {
          const auto number = [&](Column column) {
            return engine::number_from_text(rows.bytes(row, column));
          };
          Latest& latest = snapshots[static_cast<std::uint64_t>(number(whose))];
          if (number(sequence_number) < latest.sequence_number) continue;
          latest = {.sequence_number = number(sequence_number),
                    .hash = static_cast<std::uint64_t>(number(row_hash)),
                    .aggregate_id = std::string{rows.bytes(row, aggregate_id)}};
        }
        return on_signal == OnSignal::go_on || !interrupted();
      });
  if (on_signal == OnSignal::stop) stop_if_interrupted();
  if (!end.ok()) throw Failure(fmt::format("the snapshots cannot be read: {}", end.message()));
  return snapshots;
}

void SeededSnapshots::check(const pg::Database& database, OnSignal on_signal,
                            Violations& violations) const {
  const Snapshots found = read(database, on_signal);
  for (const auto& [whose, seeded] : remembered_) {
    const auto now = found.find(whose);
    const std::string name = fmt::format("the seeded snapshot of aggregate {} (sequence number {})",
                                         seeded.aggregate_id, seeded.sequence_number);
    if (now == found.end()) {
      violations.report(Violation::seeded_lost, name + " is gone");
    } else if (now->second.sequence_number < seeded.sequence_number) {
      violations.report(
          Violation::seeded_lost,
          fmt::format("{} is gone, an older one ({}) is there", name, now->second.sequence_number));
    } else if (now->second.sequence_number == seeded.sequence_number &&
               now->second.hash != seeded.hash) {
      violations.report(Violation::seeded_altered, name + " is not what it was");
    }
  }
}

}  // namespace eventstore::load
