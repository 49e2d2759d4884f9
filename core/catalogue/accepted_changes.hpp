// accepted.toml in a store's folder: changes against a baseline that the team wants to have.
//
//     [[accepted]]
//     operation = "append_events"      # with its strategy: "read_stream_batch.naive"
//     case = "new_100"                 # "*": each
//     quantity = "buffers"             # or "wal_bytes", "plan"
//     limit = 1900                     # of "plan" the hash that the review prints, or the plan
//     reason = "the new index is read by find_by_type"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/operation.hpp"

namespace eventstore::catalogue {

struct AcceptedChange {
  std::string operation;  ///< With its strategy.
  std::string case_name;  ///< "*": each.
  std::string step;       ///< Empty: each.
  std::string quantity;   ///< "buffers", "wal_bytes" or "plan".
  std::string limit;      ///< A number without separators; of a plan its hash or its text.
  std::string reason;     ///< One line.
  std::string at;         ///< FILE:LINE.
  bool operator==(const AcceptedChange&) const = default;
};

inline constexpr std::string_view any_case = "*";

/// Throws UsageError FILE:LINE for unknown keys, operations, cases, steps and quantities, for a
/// limit or reason that is missing or none, and for two lines about the same.
[[nodiscard]] std::vector<AcceptedChange> parse_accepted_changes(
    std::string_view text, const std::string& file, const std::vector<Operation>& operations);

/// Of the folder that `store` names; nothing where it has no such file, and of a built-in store.
/// What a store extends plays no part: each accepts for itself.  Throws as above, and for what
/// is not a readable file of at most a megabyte.
[[nodiscard]] std::vector<AcceptedChange> load_accepted_changes(
    const std::string& store, const std::vector<Operation>& operations);

}  // namespace eventstore::catalogue
