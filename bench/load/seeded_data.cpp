#include "bench/load/seeded_data.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::load {

using engine::StoredEvent;

namespace {

/// Where the content is compared; else nothing is kept of them.
std::int64_t last_compared(const dataset::SeededStore& store, std::int64_t max_compared) {
  const bool is_compared = store.manifest.events <= max_compared;
  return is_compared ? store.manifest.tokens.head.position : 0;
}

/// Rows at positions that share no hash with what was remembered there.
class StrangeRows {
 public:
  StrangeRows(const SeededRows& remembered, StoredEventsCheck& check,
              const std::vector<std::int64_t>& missing, Violations& violations)
      : remembered_(remembered),
        check_(check),
        missing_(missing.begin(), missing.end()),
        violations_(violations) {}

  void see(const StoredEvent& event, std::uint64_t hash) {
    // A row as it was, once; a second one like it is a new one.
    if (remembered_.had(event.position, hash) &&
        as_they_were_.emplace(event.position, hash).second) {
      return;
    }
    if (!check_.knows(event) && missing_.erase(event.position) > 0) {
      violations_.report(Violation::seeded_altered,
                         fmt::format("the seeded event at position {} ({}) is not what it was",
                                     event.position, event.event_id));
      return;
    }
    check_.see(event);
  }

  void finish() {
    for (const std::int64_t position : missing_) {
      violations_.report(Violation::seeded_lost,
                         fmt::format("the seeded event at position {} is gone", position));
    }
  }

 private:
  const SeededRows& remembered_;
  StoredEventsCheck& check_;
  std::set<std::int64_t> missing_;
  std::set<std::pair<std::int64_t, std::uint64_t>> as_they_were_;
  Violations& violations_;
};

}  // namespace

SeededData::SeededData(const dataset::SeededStore& store, std::int64_t max_compared,
                       Violations& violations)
    : store_(store), rows_(last_compared(store, max_compared)) {
  const catalogue::StoreProfile& profile = store.catalogue.store;
  const std::int64_t events = store.manifest.events;
  EventRows rows{store.database, profile};
  unchecked_ = rows.obstacle();
  if (unchecked_.empty() && events > max_compared) {
    unchecked_ = fmt::format("{} are more than --compare-seeded {}", counted(events, "event"),
                             grouped(max_compared));
  }
  if (!unchecked_.empty()) {
    rows_.remember_behind(rows, store.manifest.tokens.head.position);
  } else {
    rows_.remember(rows);
    if (rows_.count() < events) {
      violations.report(
          Violation::seeded_lost,
          fmt::format("{} of {} were gone before the run began; seed-events --verify says more",
                      grouped(events - rows_.count()), counted(events, "seeded event")));
    }
  }
  const auto remember = [&](SideTable table) {
    side_rows_.emplace(table, SeededSideRows{store.database, profile, table});
  };
  if (profile.tenants) remember(SideTable::tenants);
  if (profile.snapshots) remember(SideTable::snapshots);
}

void SeededData::leave_out(const std::string& why) {
  unchecked_ = why;
  is_changed_by_calls_ = true;
}

void SeededData::leave_out(SideTable table, const std::string& why) {
  const auto found = side_rows_.find(table);
  if (found != side_rows_.end()) found->second.leave_out(why);
}

std::string SeededData::check(const pg::Database& database, OnSignal on_signal,
                              StoredEventsCheck& check, Violations& violations) const {
  EventRows rows{database, store_.catalogue.store};
  rows.read_behind(store_.manifest.tokens.head.position, on_signal,
                   [&](const StoredEvent& event, std::uint64_t hash) {
                     if (!rows_.had(event.position, hash)) check.see(event);
                   });
  if (unchecked_.empty()) {
    check_rows(rows, on_signal, check, violations);
  } else {
    check_number(rows, on_signal, check, violations);
  }
  std::string unjudged;
  for (const auto& [table, side_rows] : side_rows_) {
    const std::string changes = side_rows.check(database, on_signal, violations);
    if (!changes.empty()) unjudged += (unjudged.empty() ? "" : "; ") + changes;
  }
  return unjudged;
}

void SeededData::check_rows(EventRows& rows, OnSignal on_signal, StoredEventsCheck& check,
                            Violations& violations) const {
  const RowChanges changes = rows_.changes(rows, on_signal);
  StrangeRows strange{rows_, check, changes.missing, violations};
  constexpr std::size_t at_once = 10'000;
  for (std::size_t first = 0; first < changes.strange.size(); first += at_once) {
    const std::size_t end = std::min(first + at_once, changes.strange.size());
    const auto begin = changes.strange.begin();
    const std::vector<std::int64_t> positions{begin + static_cast<std::ptrdiff_t>(first),
                                              begin + static_cast<std::ptrdiff_t>(end)};
    rows.read_at(positions, on_signal,
                 [&](const StoredEvent& event, std::uint64_t hash) { strange.see(event, hash); });
  }
  strange.finish();
  for (std::uint64_t i = 0; i < changes.without_position; ++i) {
    violations.report(Violation::unasked, "an event without a position is stored");
  }
}

/// Where the content is not compared: events that are stored before the seeded ones are found by
/// their ids, and the number of all others must be that of the manifest.
void SeededData::check_number(EventRows& rows, OnSignal on_signal, StoredEventsCheck& check,
                              Violations& violations) const {
  constexpr std::size_t max_ids = 100'000;
  const std::int64_t last = store_.manifest.tokens.head.position;
  std::int64_t own = 0;
  rows.read_with_ids(check.missing(max_ids), last, on_signal,
                     [&](const StoredEvent& event, std::uint64_t /*hash*/) {
                       ++own;
                       check.see(event);
                     });
  if (is_changed_by_calls_) return;
  const std::int64_t seeded = rows.count_up_to(last) - own;
  const std::int64_t expected = store_.manifest.events;
  if (seeded == expected) return;
  violations.report(seeded < expected ? Violation::seeded_lost : Violation::unasked,
                    fmt::format("{} up to position {}, the last seeded one, where there were {}",
                                counted(seeded, "event"), last, grouped(expected)));
}

}  // namespace eventstore::load
