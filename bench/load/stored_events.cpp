#include "bench/load/stored_events.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "bench/load/writing.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/engine/row_decoder.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/random/random.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::load {

using engine::StoredEvent;

namespace {

/// Of the events of this run.
struct GrownVersions {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
  std::int64_t count = 0;
  std::string id;
};

class StoredEventsCheck {
 public:
  StoredEventsCheck(const catalogue::StoreProfile& store, const EventLedger& ledger,
                    Violations& violations)
      : store_(store), ledger_(ledger), violations_(violations) {}

  void see(const StoredEvent& event) {
    ++counts_.stored;
    const std::string tenant = tenant_text(store_, event);
    note_version(tenant, event);
    const auto number = ledger_.number_of(event.event_id);
    if (!number) return report(Violation::unasked, event, "nobody of this run appended it");
    if (!seen_.insert(*number)) report(Violation::duplicated, event, "it is there before already");
    const std::uint64_t hash = content_hash({.tenant = tenant,
                                             .aggregate_id = event.aggregate_id,
                                             .sequence_number = event.sequence_number,
                                             .event_type = event.event_type,
                                             .payload = event.payload});
    if (hash != ledger_.hash_of(*number)) {
      report(Violation::altered, event, "it is not what was appended under this id");
    }
    if (ledger_.fate_of(*number) == Fate::refused) {
      report(Violation::unasked, event, "the store had refused it");
    }
  }

  [[nodiscard]] StoredCounts finish() {
    for (std::uint64_t number = 0; number < ledger_.issued(); ++number) count(number);
    counts_.aggregates = versions_.size();
    for (const auto& [hash, versions] : versions_) check_dense(versions);
    return counts_;
  }

 private:
  void report(Violation violation, const StoredEvent& event, const std::string& what) {
    violations_.report(
        violation,
        fmt::format("event {} (position {}, aggregate {}, sequence number {}): {}", event.event_id,
                    event.position, event.aggregate_id, event.sequence_number, what));
  }

  void note_version(const std::string& tenant, const StoredEvent& event) {
    const std::uint64_t hash = content_hash({.tenant = tenant, .aggregate_id = event.aggregate_id});
    GrownVersions& versions = versions_[hash];
    if (versions.count++ == 0) {
      versions.lowest = versions.highest = event.sequence_number;
      versions.id = event.aggregate_id;
    }
    versions.lowest = std::min(versions.lowest, event.sequence_number);
    versions.highest = std::max(versions.highest, event.sequence_number);
  }

  /// Aggregates of a run begin with it.
  void check_dense(const GrownVersions& versions) {
    const bool is_dense = versions.lowest == 1 && versions.highest == versions.count;
    if (is_dense) return;
    violations_.report(Violation::not_dense,
                       fmt::format("aggregate {} has {} events, from sequence number {} to {}",
                                   versions.id, versions.count, versions.lowest, versions.highest));
  }

  void count(std::uint64_t number) {
    const bool is_stored = seen_.contains(number);
    switch (ledger_.fate_of(number)) {
      case Fate::acknowledged:
        ++counts_.acknowledged;
        if (!is_stored) report_lost(number);
        return;
      case Fate::refused:
        ++counts_.refused;
        return;
      case Fate::unknown:
      case Fate::in_doubt:
        ++counts_.in_doubt;
        if (is_stored) ++counts_.in_doubt_stored;
    }
  }

  void report_lost(std::uint64_t number) {
    violations_.report(
        Violation::lost,
        fmt::format("the event whose id ends in {} was acknowledged, and is not stored",
                    ledger_.end_of_id(number)));
  }

  const catalogue::StoreProfile& store_;
  const EventLedger& ledger_;
  Violations& violations_;
  NumberSet seen_;
  StoredCounts counts_;
  std::unordered_map<std::uint64_t, GrownVersions> versions_;
};

/// The harness's statement with the store's names in it.
std::string statement_for(const pg::Database& database, const catalogue::StoreProfile& store) {
  pg::Session session{database};
  const auto column = [&](const char* canonical) {
    return session.identifier(store.events.columns.at(canonical));
  };
  const bool has_key = store.events.columns.contains("tenant_key");
  return fmt::format(fmt::runtime(catalogue::harness_sql("load_stored_events")),
                     fmt::arg("position", column("position")),
                     fmt::arg("tenant", column(has_key ? "tenant_key" : "tenant_id")),
                     fmt::arg("aggregate", column("aggregate_id")),
                     fmt::arg("sequence", column("sequence_number")),
                     fmt::arg("id", column("event_id")), fmt::arg("type", column("event_type")),
                     fmt::arg("payload", column("payload")),
                     fmt::arg("events", session.identifier(store.events.table)));
}

}  // namespace

StoredCounts check_stored_events(const pg::Database& database, const catalogue::StoreProfile& store,
                                 std::int64_t after, const EventLedger& ledger,
                                 Violations& violations) {
  // A run that was ended by a signal has its books read all the same.
  const bool was_interrupted = interrupted();
  StoredEventsCheck check{store, ledger, violations};
  pg::Wire wire{database, pg::SessionUse::audit};
  constexpr unsigned type_bigint = 20;  // In every server's pg_type.
  const std::array types{type_bigint};
  wire.prepare("load_stored_events", statement_for(database, store), types);
  pg::WireParameters parameters;
  parameters.add(std::to_string(after), pg::ResultFormat::text);
  parameters.finish();
  engine::RowDecoder decoder{store.events};
  const pg::Reply end = wire.execute_streamed(
      "load_stored_events", parameters, pg::ResultFormat::binary, [&](const pg::Reply& rows) {
        const int count = static_cast<int>(rows.row_count());
        for (int row = 0; row < count; ++row) check.see(decoder.event(rows, row));
        return was_interrupted || !interrupted();
      });
  if (!was_interrupted) stop_if_interrupted();
  if (!end.ok()) throw Failure(fmt::format("the stored events cannot be read: {}", end.message()));
  return check.finish();
}

}  // namespace eventstore::load
