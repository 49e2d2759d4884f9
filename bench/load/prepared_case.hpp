// A case of the catalogue that `call` steps of a session make.
#pragma once

#include <memory>

#include "bench/load/call_events.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/scenario.hpp"
#include "core/cases/bound_case.hpp"
#include "core/cases/operation_call.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::load {

struct PreparedCase {
  const catalogue::Operation& operation;
  const catalogue::Case& which;
  cases::OperationCall call;
  cases::BoundCase arguments;
  std::unique_ptr<CallEvents> events;  ///< Where it stores events and takes their ids.
};

/// Binds the case to the data of the run; its operation has to be prepared on `wire` before it is
/// called.  Throws UsageError when the store has no such case, or the data do not hold it.
[[nodiscard]] PreparedCase bind_case(const CallStep& step, RunState& run, const cases::Share& share,
                                     pg::Wire& wire);

}  // namespace eventstore::load
