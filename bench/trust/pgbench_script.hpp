// A case of the catalogue as a script of pgbench.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench/trust/subject.hpp"

namespace eventstore::trust {

struct PgbenchScript {
  std::string text;
  /// What -D sets: arguments in text form, which pgbench binds as the statement's parameters.
  std::vector<std::pair<std::string, std::string>> variables;
  std::string reason;  ///< Why there is no script; empty when there is one.
};

/// The statement as it stands, its parameters replaced by variables of pgbench with a cast to their
/// types.  pgbench can neither count up an aggregate's version nor make a uuid: only appends of one
/// event to a new aggregate can be written, and the server makes their ids from numbers.
/// `new_ids_from`: the first number of new events, which differs from run to run.
[[nodiscard]] PgbenchScript pgbench_script(const Subject& subject,
                                           const cases::Arguments& arguments,
                                           std::int64_t new_ids_from);

/// Which of these sizes is nearest their mean; of several the first.  There must be one.
[[nodiscard]] std::size_t nearest_the_mean(const std::vector<std::size_t>& sizes);

/// pgbench beside the server programs, or in PATH; empty when there is none.
[[nodiscard]] std::string pgbench_program();

}  // namespace eventstore::trust
