// What a tool answers its shell.  Scripts rely on it: see README.md, "Exit codes".
#pragma once

namespace eventstore {

enum class ExitCode : int {
  success = 0,
  failure = 1,                  ///< The job could not be done.
  bad_usage = 2,                ///< The command line or its inputs make no sense.
  sla_missed = 3,               ///< A latency target was missed.
  regression = 4,               ///< Worse than the baseline.
  plan_expectation_failed = 5,  ///< A plan is not what its operation asks for.
  oracle_failed = 6,            ///< An event was lost, duplicated, reordered or leaked.
  no_verdict = 7,               ///< Too noisy, or the harness itself was the limit.
};

}  // namespace eventstore
