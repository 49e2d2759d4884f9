// What a load run says: how it went in each phase, and whether every event is accounted for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/result/call_error.hpp"
#include "core/result/load_observation.hpp"

namespace eventstore::result {

/// Of one histogram, in nanoseconds.
struct LoadTimes {
  std::uint64_t samples = 0;
  std::uint64_t p50_ns = 0;
  std::uint64_t p95_ns = 0;
  std::uint64_t p99_ns = 0;
  std::uint64_t p999_ns = 0;
  std::uint64_t max_ns = 0;
  double mean_ns = 0.0;
};

/// A phase.  due = issued + skipped, issued = the sum of outcomes.
struct LoadPhase {
  std::string name;
  double seconds = 0.0;
  bool is_judged = true;
  double target_rate = 0.0;   ///< Journeys a second, of populations that have a rate; a mean.
  double target_users = 0.0;  ///< Users, of those that have users; the most.
  double ok_rate = 0.0;       ///< Requests a second that ended as ok while the phase lasted.
  std::uint64_t issued = 0;
  std::uint64_t skipped = 0;
  std::map<std::string, std::uint64_t> outcomes;
  LoadTimes response;
  LoadTimes service;
  LoadTimes lag;
  LoadTimes visibility;  ///< Of processors: from acknowledged, in this phase, to first seen.
  std::uint64_t backlog_most = 0;
  std::uint64_t backlog_end = 0;       ///< When the phase was over.
  std::uint64_t overslept_p99_ns = 0;  ///< How late idle workers woke: the generator's own delay.
};

/// A step of a population in a phase.
struct LoadStep {
  std::string phase;
  std::string population;
  std::string step;
  std::uint64_t issued = 0;
  std::uint64_t skipped = 0;
  std::int64_t rows = 0;
  std::map<std::string, std::uint64_t> outcomes;
  std::vector<CallError> errors;  ///< Of all attempts, those that were overcome included.
  std::uint64_t attempts = 0;
  std::uint64_t conflicts = 0;  ///< Of these.
  double ok_rate = 0.0;
  LoadTimes response;
  LoadTimes service;
  LoadTimes lag;
  LoadTimes resolution;  ///< Of appends that met a conflict: first attempt to success.
};

struct LoadJourney {
  std::string phase;
  std::string population;
  std::string journey;
  std::uint64_t ended = 0;
  std::uint64_t succeeded = 0;
};

struct LoadThreshold {
  std::string text;
  bool met = false;
  std::string found;           ///< "p95 612 ms"; why there is nothing, where nothing was measured.
  bool aborted = false;        ///< It ended the run.
  std::string undecided = {};  ///< Why it is no verdict that it was missed; empty where it is.
};

/// Something that was counted, and what it has to be.
struct LoadCheck {
  std::string check;  ///< "capacity 50: rejected"
  std::int64_t expected = 0;
  std::int64_t counted = 0;
  bool operator==(const LoadCheck&) const = default;
  [[nodiscard]] bool met() const { return expected == counted; }
};

/// A second, or several, of the run.
struct LoadMoment {
  double at_seconds = 0.0;  ///< Its end, from the begin of the run.
  double issued_rate = 0.0;
  double failed_rate = 0.0;
  std::uint64_t p95_ns = 0;
  std::uint64_t backlog = 0;
  std::uint64_t processor_lag = 0;  ///< Events, of the slowest processor.
};

struct LoadViolation {
  std::string kind;
  std::uint64_t count = 0;
  std::string first;
};

/// A tracking processor.
struct LoadProcessor {
  std::uint64_t events = 0;  ///< Delivered, those before the run included;
  std::uint64_t own = 0;     ///< different ones of this run.
  std::int64_t reads = 0;
  std::int64_t empty_reads = 0;
  std::int64_t wakes = 0;   ///< Pauses that a notification ended.
  std::int64_t stalls = 0;  ///< Reads that held back what they saw, as for the two that follow.
  std::int64_t closed_gaps = 0;
  std::int64_t filled_gaps = 0;
  std::uint64_t reconnects = 0;
  std::uint64_t failed_reads = 0;
  std::vector<CallError> errors;  ///< Of these.
  std::uint64_t lag_most = 0;     ///< Events that were acknowledged and not seen: when looked at,
  std::uint64_t lag_end = 0;      ///< and when it was done.
  std::uint64_t backlog = 0;      ///< Events until it had reached the head of the begin,
  double backlog_seconds = 0.0;
  bool has_caught_up = false;  ///< if it has.
};

struct LoadProcessors {
  std::string follow;      ///< polling or listening
  std::string visibility;  ///< The store's strategy against late commits.
  std::string from;        ///< head or tail
  std::int64_t batch = 0;
  std::uint64_t lag_most = 0;  ///< Of the slowest.
  std::uint64_t lag_end = 0;
  std::string unproven;  ///< Why it is not known whether one skips events; empty when it is.
  std::vector<LoadProcessor> each;
};

/// The books after the run.
struct LoadLedger {
  std::uint64_t stored = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t refused = 0;
  std::uint64_t in_doubt = 0;
  std::uint64_t in_doubt_stored = 0;
  std::uint64_t aggregates = 0;
  std::uint64_t unknown = 0;     ///< Events that calls stored which take no ids,
  std::string unknown_writers;   ///< and which calls these are; their content is not checked.
  std::uint64_t seeded = 0;      ///< Seeded events whose content was compared with what it was,
  std::string seeded_unchecked;  ///< or why it was not.
  std::string not_compared;      ///< Columns of the run's events, each with why.
  std::string
      unjudged;         ///< What changed in tenants and snapshots and may be meant; empty: nothing.
  std::string unread;   ///< Why the events could not be read back; empty when they were.
  std::string waiting;  ///< Who may yet store events that are in doubt; empty: nobody.
};

struct LoadResult {
  std::string scenario;
  std::string question;
  int pool = 0;
  bool is_partial = false;  ///< It was ended before its time;
  std::string ended_by;     ///< by this.
  std::string no_verdict;   ///< Why its times are no verdict; empty when they are.
  /// Steps of which no request ended as it should: which, and why the first one did not.
  std::vector<std::string> unsuccessful;
  double client_cpu_seconds = 0.0;
  std::optional<double> server_cpu_seconds;  ///< Of a server on this machine.
  std::vector<LoadPhase> phases;
  std::vector<LoadStep> steps;
  std::vector<LoadJourney> journeys;
  std::vector<LoadThreshold> thresholds;
  std::vector<LoadCheck> checks;  ///< Counts that are exact.
  std::vector<LoadMoment> moments;
  LoadLedger ledger;
  std::optional<LoadProcessors> processors;  ///< Where the scenario has any.
  std::vector<LoadViolation> violations;
  LoadObservation observation;
};

[[nodiscard]] nlohmann::ordered_json to_json_value(const LoadResult& load);
/// Members that are not there keep their defaults.
[[nodiscard]] LoadResult load_from_json(const nlohmann::ordered_json& json);

}  // namespace eventstore::result
