// What /proc says of a process.

#include "core/measure/process_usage.hpp"

#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace eventstore::measure {

namespace {

/// Keeps a core busy until this process has used so much more of it.
void use_cpu(double seconds) {
  const double before = usage_of_this_process().cpu_seconds;
  volatile unsigned sum = 0;
  while (usage_of_this_process().cpu_seconds < before + seconds) {
    for (unsigned i = 0; i < 1'000'000; ++i) sum = sum + i;
  }
}

}  // namespace

TEST_CASE("the CPU time of this process grows while it works", "[unit][measure]") {
  const ProcessUsage before = usage_of_this_process();
  use_cpu(0.02);
  const ProcessUsage after = usage_of_this_process();
  CHECK(after.cpu_seconds >= before.cpu_seconds + 0.02);
  CHECK(after.resident_bytes > 1'000'000);
}

TEST_CASE("another process's usage is found by its id, until it has gone", "[unit][measure]") {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  CHECK(usage_of(child).has_value());
  CHECK(core_of(child).value_or(-1) >= 0);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK_FALSE(usage_of(child).has_value());
  CHECK_FALSE(core_of(child).has_value());
  const std::vector<int> gone{child};
  CHECK(usage_of_all(gone).resident_bytes == 0);
}

}  // namespace eventstore::measure
