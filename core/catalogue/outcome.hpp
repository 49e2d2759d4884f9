// How one call of an operation ended.  Every issued call has exactly one outcome:
//   issued = ok + version_conflict + duplicate_event + serialization_failure + deadlock
//          + timeout + connection_lost + rejected + other_error
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace eventstore {

enum class Outcome : std::uint8_t {
  ok,
  version_conflict,       ///< The expected version was too old or too new.
  duplicate_event,        ///< An event of this id is stored already.
  serialization_failure,  ///< 40001.
  deadlock,               ///< 40P01.
  timeout,                ///< 57014 or 55P03: statement or lock time-out.
  connection_lost,
  rejected,  ///< No connection was to be had.
  other_error,
};

inline constexpr std::array all_outcomes{Outcome::ok,
                                         Outcome::version_conflict,
                                         Outcome::duplicate_event,
                                         Outcome::serialization_failure,
                                         Outcome::deadlock,
                                         Outcome::timeout,
                                         Outcome::connection_lost,
                                         Outcome::rejected,
                                         Outcome::other_error};

[[nodiscard]] std::string_view name_of(Outcome outcome);

/// The outcome of that name; nothing when there is none.
[[nodiscard]] std::optional<Outcome> outcome_named(std::string_view name);

}  // namespace eventstore
