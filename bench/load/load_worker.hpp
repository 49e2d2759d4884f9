// A worker thread: takes what is due, has it done on its session, and records how it went.
#pragma once

#include "bench/load/run_state.hpp"
#include "bench/load/schedule.hpp"
#include "bench/load/step_runner.hpp"

namespace eventstore::load {

/// Until the schedule has no work any more.  Throws what is wrong with the harness itself.
void work(RunState& run, Schedule& schedule, StepRunner& runner);

}  // namespace eventstore::load
