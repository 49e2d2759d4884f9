// What the steps of a scenario and the operations of a catalogue have to do with each other.
#pragma once

#include <string>
#include <vector>

#include "bench/load/scenario.hpp"
#include "core/cases/hidden_writes.hpp"
#include "core/catalogue/catalogue.hpp"

namespace eventstore::load {

/// `name` is OPERATION or OPERATION/CASE, with the strategy where the operation has one; without a
/// case, its first.  The operation that `append` steps call is done by such a step; any other by
/// `call`.  Throws UsageError, naming what there is.
[[nodiscard]] Step step_of_operation(const catalogue::Catalogue& catalogue,
                                     const std::string& name);

/// Whether it changes the database: by an append, or a call of an operation that writes.
[[nodiscard]] bool writes(const Step& step, const catalogue::Catalogue& catalogue);
[[nodiscard]] bool writes(const Scenario& scenario, const catalogue::Catalogue& catalogue);

/// The operations that the scenario calls, each with all cases of it; those that write among them.
[[nodiscard]] std::vector<cases::Trial> operations_of(const Scenario& scenario,
                                                      const catalogue::Catalogue& catalogue);

}  // namespace eventstore::load
