#include "bench/load/limit_search.hpp"

#include <algorithm>

namespace eventstore::load {

namespace {

class Search {
 public:
  Search(const SearchBounds& bounds, const std::function<Held(double, Look)>& look)
      : bounds_(bounds), look_(look) {}

  [[nodiscard]] SearchResult run() {
    if (!begin() || !double_up() || !halve()) return result_;
    confirm();
    return result_;
  }

 private:
  bool end(SearchEnd end) {
    result_.end = end;
    return false;
  }

  /// Whether it held; nothing when the search is over.
  std::optional<bool> try_at(double rate, Look look) {
    Held held = look_(rate, look);
    if (held == Held::untold) held = look_(rate, look);
    if (held == Held::untold) end(SearchEnd::untold);
    if (held == Held::stopped) end(SearchEnd::stopped);
    if (held == Held::untold || held == Held::stopped) return std::nullopt;
    if (held == Held::yes) {
      result_.held = std::max(rate, result_.held.value_or(rate));
    } else {
      result_.broken = std::min(rate, result_.broken.value_or(rate));
    }
    return held == Held::yes;
  }

  bool begin() {
    auto held = try_at(bounds_.start, Look::probe);
    if (held == false) {
      result_.broken.reset();
      held = try_at(bounds_.start, Look::probe);
    }
    if (!held) return false;
    return *held || end(SearchEnd::never_held);
  }

  bool double_up() {
    while (!result_.broken) {
      if (*result_.held >= bounds_.most) return end(SearchEnd::unbounded);
      if (!try_at(std::min(*result_.held * 2.0, bounds_.most), Look::probe)) return false;
    }
    return true;
  }

  bool halve() {
    while (*result_.broken > *result_.held * (1.0 + bounds_.precision)) {
      if (!try_at((*result_.held + *result_.broken) / 2.0, Look::probe)) return false;
    }
    return true;
  }

  void confirm() {
    if (!step_down()) return;
    while (*result_.broken > *result_.held * (1.0 + bounds_.precision)) {
      if (!try_at((*result_.held + *result_.broken) / 2.0, Look::confirm)) return;
    }
    end(SearchEnd::found);
  }

  bool step_down() {
    double rate = *result_.held;
    for (int failures = 1;; ++failures) {
      result_.held.reset();  // Nothing is held to have held but what holds for long.
      const auto held = try_at(rate, Look::confirm);
      if (!held || *held) return held.has_value();
      if (rate <= bounds_.start) return end(SearchEnd::never_held);
      rate = std::max(bounds_.start, rate * std::max(1.0 - bounds_.precision * failures, 0.5));
    }
  }

  const SearchBounds& bounds_;
  const std::function<Held(double, Look)>& look_;
  SearchResult result_;
};

}  // namespace

SearchResult search_limit(const SearchBounds& bounds,
                          const std::function<Held(double rate, Look look)>& look) {
  return Search{bounds, look}.run();
}

}  // namespace eventstore::load
