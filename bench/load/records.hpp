// What was measured, by phase and step.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/scenario.hpp"
#include "core/cases/call_errors.hpp"
#include "core/catalogue/outcome.hpp"
#include "core/engine/retry_policy.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/histogram.hpp"

namespace eventstore::load {

/// One request, as it ended.
struct Sample {
  Outcome outcome = Outcome::ok;
  measure::Duration response{0};
  measure::Duration service{0};
  bool is_late = false;  ///< It ended after the phase in which it was due.
  measure::Duration lag{0};
  std::optional<measure::Duration> resolution;  ///< Where a conflict was met and overcome.
  std::int64_t rows = 0;                        ///< Returned or written.
};

/// Of one step of one population in one phase, or of several.  due = issued + skipped, issued = the
/// sum of outcomes.
struct StepRecord {
  std::array<std::uint64_t, all_outcomes.size()> outcomes{};
  std::uint64_t skipped = 0;
  std::uint64_t ok_in_time = 0;  ///< Ended as ok while their phase lasted: what rates are made of.
  std::int64_t rows = 0;
  engine::AttemptCounts attempts;
  cases::CallErrors errors;     ///< Of all attempts.
  measure::Histogram response;  ///< This and service: of those that ended as ok.
  measure::Histogram service;
  measure::Histogram lag;
  measure::Histogram resolution;

  [[nodiscard]] std::uint64_t issued() const;
  [[nodiscard]] std::uint64_t due() const { return issued() + skipped; }
  [[nodiscard]] std::uint64_t of(Outcome outcome) const {
    return outcomes[static_cast<std::size_t>(outcome)];
  }
  void add(const Sample& sample);
  void merge(const StepRecord& other);
};

struct JourneyRecord {
  std::uint64_t ended = 0;
  std::uint64_t succeeded = 0;
};

/// What a figure is about: a step of a population.
struct StepName {
  std::string population;
  std::string label;
  bool operator==(const StepName&) const = default;
};

/// Of the time since the last look.
struct Interval {
  std::uint64_t issued = 0;
  std::uint64_t failed = 0;     ///< Outcomes that are not ok.
  measure::Histogram response;  ///< Of those that ended as ok.
};

/// For many threads.
class Records {
 public:
  explicit Records(const Scenario& scenario);
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;

  /// Forgets all of it, for the scenario to be run once more.
  void reset();

  void add(std::size_t phase, std::size_t population, const std::string& label,
           const Sample& sample, const engine::AttemptCounts& attempts,
           const cases::CallErrors& errors = {});
  void add_skipped(std::size_t phase, std::size_t population);
  void add_journey(std::size_t phase, std::size_t population, std::size_t journey, bool succeeded);
  void add_overslept(std::size_t phase, measure::Duration late);
  /// A processor has seen an event so long after it was acknowledged, in this phase.
  void add_visibility(std::size_t phase, measure::Duration time);

  [[nodiscard]] Interval take_interval();

  /// All of `phase` whose population, label or journey `of` is; empty: all of them.
  [[nodiscard]] StepRecord total(std::size_t phase, const std::string& of) const;
  [[nodiscard]] JourneyRecord journeys(std::size_t phase, const std::string& of) const;

  /// Each step that was due, in the order of the scenario.
  [[nodiscard]] std::vector<StepName> steps() const;
  [[nodiscard]] StepRecord of_step(std::size_t phase, const StepName& step) const;

  /// How late workers woke up that had nothing else to do.
  [[nodiscard]] measure::Histogram overslept(std::size_t phase) const;
  /// From the acknowledgement of an event to a processor's first sight of it; of all processors.
  [[nodiscard]] measure::Histogram visibility(std::size_t phase) const;

 private:
  struct Slot {
    StepName name;
    std::vector<std::string> journeys;  ///< That this step is part of.
    mutable std::mutex mutex;
    std::vector<std::unique_ptr<StepRecord>> by_phase;  ///< Made when first written to.
  };
  struct JourneySlot {
    std::string population;
    std::string name;
    std::vector<JourneyRecord> by_phase;
  };
  [[nodiscard]] Slot& slot_of(std::size_t population, const std::string& label);
  static StepRecord& record_of(Slot& slot, std::size_t phase);

  const Scenario& scenario_;
  std::vector<std::unique_ptr<Slot>> slots_;
  mutable std::mutex mutex_;  ///< Of all that follows.
  std::vector<JourneySlot> journeys_;
  std::vector<measure::Histogram> overslept_;
  std::vector<measure::Histogram> visibility_;
  Interval interval_;
};

}  // namespace eventstore::load
