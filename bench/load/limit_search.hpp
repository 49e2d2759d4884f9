// The highest rate at which something holds: doubling, halving the bracket, and a longer look.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace eventstore::load {

enum class Held : std::uint8_t {
  yes,
  no,
  untold,   ///< What was measured is the generator's limit, not the store's.
  stopped,  ///< A signal came.
};

enum class Look : std::uint8_t {
  probe,    ///< A short one.
  confirm,  ///< A long one, at the rate that is going to be reported.
};

struct SearchBounds {
  double start = 100.0;
  double most = 1'000'000.0;  ///< Above that nobody asks.
  double precision = 0.05;    ///< How far apart what held and what did not may be at the end.
};

enum class SearchEnd : std::uint8_t {
  found,       ///< `held` was confirmed, and something not much higher did not hold.
  never_held,  ///< Not even the start.
  unbounded,   ///< All up to the most.
  untold,      ///< The generator gave up before the store did.
  stopped,
};

struct SearchResult {
  SearchEnd end = SearchEnd::stopped;
  std::optional<double> held;    ///< The highest rate that did; confirmed where `end` is `found`.
  std::optional<double> broken;  ///< The lowest that did not.
};

/// A rate that does not hold is looked at once more where that decides alone: the start, and what
/// nobody could tell.  A rate that does not hold for the long look is left for one that is lower by
/// a precision, then by two more, then three, down to the start; between the first that holds and
/// the last that did not, long looks halve the bracket again.  So it ends whatever the answers are.
[[nodiscard]] SearchResult search_limit(const SearchBounds& bounds,
                                        const std::function<Held(double rate, Look look)>& look);

}  // namespace eventstore::load
