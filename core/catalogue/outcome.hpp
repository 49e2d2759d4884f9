// How one call of an operation ended.  Every issued call has exactly one outcome:
//   issued = ok + version_conflict + duplicate_event + serialization_failure + deadlock
//          + timeout + connection_lost + rejected + out_of_resources + read_only + other_error
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore {

enum class Outcome : std::uint8_t {
  ok,
  version_conflict,  ///< The expected version was too old or too new.
  duplicate_event,   ///< An event of this id is stored already.
  serialization_failure,
  deadlock,
  timeout,          ///< Of a statement, of a lock, or between the statements of a transaction.
  connection_lost,  ///< With it what the call has sent: it may be committed (CallResult::in_doubt).
  rejected,         ///< No connection was to be had.
  out_of_resources,  ///< The server has no memory, disk or other resource left: class 53.
  read_only,         ///< The session must not write: a standby, or a primary that was demoted.
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
                                         Outcome::out_of_resources,
                                         Outcome::read_only,
                                         Outcome::other_error};

[[nodiscard]] std::string_view name_of(Outcome outcome);

/// Of all_outcomes, in that order.
[[nodiscard]] std::vector<std::string> outcome_names();

/// The outcome of that name; nothing when there is none.
[[nodiscard]] std::optional<Outcome> outcome_named(std::string_view name);

/// What an error with this SQLSTATE means for the call; the table is in outcome.cpp.  other_error
/// for what is not in it and for none at all ("").  Constraints are not known here: which one means
/// a conflict is said by an operation's `@outcome` lines.
[[nodiscard]] Outcome outcome_of_sqlstate(std::string_view sqlstate);

/// What a call does to the store.
enum class Access : std::uint8_t { reads, writes };

/// Whether the same call may simply be made once more: yes after what the server has rolled back
/// (serialization_failure, deadlock, timeout), and after a lost connection where it only reads.
/// A write whose connection was lost may be stored: it is resolved, not repeated blindly.
[[nodiscard]] bool may_retry(Outcome outcome, Access access = Access::writes);

}  // namespace eventstore
