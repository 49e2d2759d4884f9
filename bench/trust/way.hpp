// Ways to make the same calls, which are compared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/placement.hpp"
#include "bench/trust/subject.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::trust {

/// One way to make calls, on a connection of its own, in rounds.
class Way {
 public:
  Way() = default;
  virtual ~Way() = default;
  Way(const Way&) = delete;
  Way& operator=(const Way&) = delete;

  /// So many calls, or calls for so long where the way cannot count them.  Throws Failure when a
  /// call does not end as it should.
  virtual void round(std::size_t calls, measure::Duration about) = 0;

  /// The median of each round's calls in nanoseconds, 0 for a round without a call.  Ends the way.
  [[nodiscard]] virtual std::vector<double> medians() = 0;
};

/// What every way is made from.
struct WaySetting {
  const Subject& subject;
  Workplace& workplace;
  bench::Placement& placement;
};

/// The harness's timed call, as eventstore_bench makes it: arguments encoded, then between two
/// readings of the clock cases::OperationCall::run with a prepared statement, binary parameters and
/// binary results, then recorded in a histogram.
[[nodiscard]] std::unique_ptr<Way> harness_way(const WaySetting& setting);

/// Bare libpq: arguments encoded beforehand, PQexecPrepared and PQclear between two readings of the
/// clock, times in a plain array.
[[nodiscard]] std::unique_ptr<Way> bare_way(const WaySetting& setting);

/// libpqxx: parameters in binary form, results as text, since it knows no other.
[[nodiscard]] std::unique_ptr<Way> pqxx_way(const WaySetting& setting);

}  // namespace eventstore::trust
