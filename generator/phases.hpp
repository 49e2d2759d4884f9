// The phases of a job, shown while they run, and their times.
#pragma once

#include <string>

#include "core/result/document.hpp"
#include "core/tool/progress.hpp"
#include "generator/load.hpp"

namespace eventstore::seed {

class Phases {
 public:
  Phases(Verbosity verbosity, int connections) : progress_(verbosity) {
    result_.connections = connections;
  }

  /// `work(progress)` is the phase.
  template <typename Work>
  auto run(const ProgressPhase& phase, const Work& work) {
    progress_.begin(phase);
    auto made = work(progress_);
    result_.phases.push_back(
        {.name = phase.name, .seconds = progress_.end(phase.total - phase.before)});
    result_.seconds += result_.phases.back().seconds;
    return made;
  }

  /// The same for a phase with nothing before it.
  template <typename Work>
  auto run(const std::string& name, std::int64_t total, const std::string& unit, const Work& work) {
    return run(ProgressPhase{.name = name, .total = total, .unit = unit}, work);
  }

  void say(const std::string& line) { progress_.say(line); }

  /// The rates, when all is done.
  [[nodiscard]] result::SeedResult result(const Loaded& loaded) const {
    result::SeedResult result = result_;
    const std::int64_t written = loaded.totals.events - loaded.events_before;
    result.events_per_second = static_cast<double>(written) / result.seconds;
    for (const result::SeedPhase& phase : result.phases) {
      if (phase.name != "copy") continue;
      result.megabytes_per_second = static_cast<double>(loaded.copy_bytes) / 1e6 / phase.seconds;
    }
    return result;
  }

 private:
  Progress progress_;
  result::SeedResult result_;
};

}  // namespace eventstore::seed
