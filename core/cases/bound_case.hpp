// A case of an operation, bound to the data: it makes the arguments of call after call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/catalogue/operation.hpp"
#include "core/dataset/manifest.hpp"
#include "core/events/event.hpp"
#include "core/pg/value.hpp"

namespace eventstore::cases {

/// One value for each of Operation::parameters, in their order.  A parameter that comes from an
/// earlier step's result (`from result.<step>.<column>`) is NULL here.
using Arguments = std::vector<pg::Value>;

/// The data do not hold what the case asks for.
struct NotApplicable {
  std::string reason;  ///< "the cold tenant has no aggregate of exactly 1000 events".
};

/// How far aggregates have come in the database that the calls write to: several cases append to
/// the same aggregates there.  One for each database; for several threads.
class Progress {
 public:
  /// The version, or the latest snapshot's sequence number, that calls so far have left behind;
  /// nothing where they have not touched the aggregate.
  [[nodiscard]] std::optional<std::int64_t> version_of(const std::string& aggregate_id) const;
  [[nodiscard]] std::optional<std::int64_t> snapshot_of(const std::string& aggregate_id) const;
  void set_version(const std::string& aggregate_id, std::int64_t version);
  void set_snapshot(const std::string& aggregate_id, std::int64_t sequence_number);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t> versions_;
  std::map<std::string, std::int64_t> snapshots_;
};

/// One of several that make calls of the same case at once: those that write to existing aggregates
/// have each its own, or they would conflict.
struct Share {
  std::size_t index = 0;
  std::size_t of = 1;
};

/// Makes the ids of so many new events that are written at this time (microseconds since 1970).
using EventIds = std::function<std::vector<Uuid>(std::size_t count, std::int64_t timestamp_us)>;

/// Ids of new aggregates and events: of this run alone, also in a database that stays; or the same
/// in every run, for what is rolled back: index pages are found and split alike.
enum class NewIds : std::uint8_t { of_this_run, same_in_every_run };

class BoundCase {
 public:
  /// `progress` must outlive the case.  Throws UsageError naming file and line for an unknown
  /// source or a setting that is missing or makes no sense.  Equal seeds give equal arguments, but
  /// for the ids of new aggregates and events (see NewIds), and the time in the latter.
  [[nodiscard]] static std::variant<BoundCase, NotApplicable> bind(
      const catalogue::Operation& operation, const catalogue::Case& which,
      const dataset::Manifest& manifest, Progress& progress, std::uint64_t seed, Share share = {},
      NewIds new_ids = NewIds::of_this_run);

  BoundCase(BoundCase&&) noexcept;
  BoundCase& operator=(BoundCase&&) noexcept;
  ~BoundCase();

  /// From now on events have the ids that `ids` makes, so that each of them can be found again.
  void set_event_ids(EventIds ids);

  /// The arguments of the next call.  Not for the timed part of a loop.
  [[nodiscard]] const Arguments& next();

  /// How the call with the last arguments ended: an append that was stored moves its aggregate on.
  void finished(Outcome outcome);

 private:
  struct Subject;
  explicit BoundCase(std::unique_ptr<Subject> subject);
  std::unique_ptr<Subject> subject_;
};

/// Throws UsageError when a parameter of the operation comes from an unknown source, or its type
/// does not fit; needs no data.  load_catalogue's callers run it over every operation.
void check_sources(const catalogue::Operation& operation);

}  // namespace eventstore::cases
