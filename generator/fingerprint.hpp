// What a data set is, in 128 bits that do not depend on the order of its rows.
#pragma once

#include <cstdint>
#include <string>

#include "core/events/event.hpp"

namespace eventstore::seed {

/// The lane-wise sum, modulo 2^64, of a hash (XXH3, 128 bits) of each row.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  Fingerprint& operator+=(const Fingerprint& other);
  Fingerprint& operator-=(const Fingerprint& other);
  bool operator==(const Fingerprint&) const = default;
};

/// 32 hexadecimal digits.
[[nodiscard]] std::string to_text(const Fingerprint& fingerprint);

/// Throws Failure for what are not 32 hexadecimal digits.
[[nodiscard]] Fingerprint parse_fingerprint(const std::string& text);

/// Hashes rows in the canonical form that every store holds: all of an event but its payload's
/// revision and what follows from the rest.  Keeps a buffer for it.
class RowHasher {
 public:
  [[nodiscard]] Fingerprint event(const Event& event);
  [[nodiscard]] Fingerprint snapshot(const Event& snapshot);

 private:
  std::string row_;
};

}  // namespace eventstore::seed
