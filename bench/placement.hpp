// Which cores client and server run on.  On the same core a one-row query takes a fraction of its
// time across cores, so numbers of different placements are never compared without saying so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace eventstore::bench {

enum class Pin : std::uint8_t {
  none,   ///< As the scheduler places them.
  same,   ///< Each connection's thread and its server process on one core.
  apart,  ///< On two cores.
};

[[nodiscard]] std::string name_of(Pin pin);
/// As a sentence's part, for people.
[[nodiscard]] std::string describe(Pin pin);

/// The cores that this process may use, as it was started; at least 1.
[[nodiscard]] std::size_t cores_to_use();

/// Pins the calling thread and `backend`, the server process of the run's `index`-th connection,
/// which it drives.  Connections whose indices are apart by `cores_to_use` have the same cores.
/// Nothing to do for Pin::none.  Throws Failure with the way out: there are not enough cores, or
/// the server process belongs to another account.
void pin(Pin pin, int index, int backend);

/// How often client and server were seen on the same core.
struct Placement {
  std::uint64_t seen = 0;
  std::uint64_t on_same_core = 0;

  /// "same core in 37 % of 120 looks", "not known" where the server is elsewhere.
  [[nodiscard]] std::string text() const;
};

}  // namespace eventstore::bench
