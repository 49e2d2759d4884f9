// What measured ratios say about bounds, in words and as an exit code.
#pragma once

#include <string>

#include "core/measure/paired_ratio.hpp"
#include "core/tool/exit_code.hpp"

namespace eventstore::trust {

/// "met", "**missed**", "no verdict".
[[nodiscard]] std::string word_of(measure::BoundVerdict verdict);

/// What is true or not, without an interval: met or missed.
[[nodiscard]] measure::BoundVerdict verdict_of(bool is_met);

/// "1.012 (1.004 to 1.021)"; without the interval where there are too few rounds for one.
[[nodiscard]] std::string text_of(const measure::PairedRatio& ratio);

/// Of several verdicts: one that is missed decides, then one that is undecided.
class Verdicts {
 public:
  void add(measure::BoundVerdict verdict);
  /// ExitCode::sla_missed, no_verdict or success.
  [[nodiscard]] ExitCode exit_code() const;

 private:
  bool missed_ = false;
  bool undecided_ = false;
};

}  // namespace eventstore::trust
