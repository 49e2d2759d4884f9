#include "bench/trust/verdict.hpp"

#include <cmath>

#include <fmt/format.h>

namespace eventstore::trust {

using measure::BoundVerdict;

std::string word_of(BoundVerdict verdict) {
  switch (verdict) {
    case BoundVerdict::met:
      return "met";
    case BoundVerdict::missed:
      return "**missed**";
    case BoundVerdict::undecided:
      return "no verdict";
  }
  return "no verdict";
}

BoundVerdict verdict_of(bool is_met) {
  return is_met ? BoundVerdict::met : BoundVerdict::missed;
}

std::string text_of(const measure::PairedRatio& ratio) {
  if (std::isinf(ratio.high)) return fmt::format("{:.3f}", ratio.estimate);
  return fmt::format("{:.3f} ({:.3f} to {:.3f})", ratio.estimate, ratio.low, ratio.high);
}

void Verdicts::add(BoundVerdict verdict) {
  missed_ = missed_ || verdict == BoundVerdict::missed;
  undecided_ = undecided_ || verdict == BoundVerdict::undecided;
}

ExitCode Verdicts::exit_code() const {
  if (missed_) return ExitCode::sla_missed;
  return undecided_ ? ExitCode::no_verdict : ExitCode::success;
}

}  // namespace eventstore::trust
