#include "bench/placement.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include "core/tool/errors.hpp"

namespace eventstore::bench {

namespace {

/// The cores that this process may use, as it was started.
const std::vector<int>& allowed_cores() {
  static const std::vector<int> cores = [] {
    std::vector<int> found;
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(getpid(), sizeof set, &set);
    for (int core = 0; core < CPU_SETSIZE; ++core) {
      if (CPU_ISSET(core, &set)) found.push_back(core);
    }
    return found;
  }();
  return cores;
}

bool bind_to(int process, int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  return sched_setaffinity(process, sizeof set, &set) == 0;
}

}  // namespace

std::string name_of(Pin pin) {
  return pin == Pin::none ? "none" : pin == Pin::same ? "same" : "apart";
}

std::string describe(Pin pin) {
  switch (pin) {
    case Pin::none:
      return "client and server as the scheduler placed them";
    case Pin::same:
      return "each connection's thread and server process on the same core";
    case Pin::apart:
      return "each connection's thread and server process on two cores";
  }
  return "";
}

std::size_t cores_to_use() {
  return std::max<std::size_t>(1, allowed_cores().size());
}

void pin(Pin pin, int index, int backend) {
  if (pin == Pin::none) return;
  const std::vector<int>& cores = allowed_cores();
  if (pin == Pin::apart && cores.size() < 2) {
    throw Failure("--pin apart needs two cores, and there is one; use --pin same");
  }
  const auto place = static_cast<std::size_t>(index);
  const int client = cores[place % cores.size()];
  const int server = pin == Pin::same ? client : cores[(place + 1) % cores.size()];
  constexpr int this_thread = 0;
  if (bind_to(this_thread, client) && bind_to(backend, server)) return;
  throw Failure(
      "--pin cannot move the server's processes: they belong to another account; run as that "
      "account or as root, or leave --pin out");
}

std::string Placement::text() const {
  if (seen == 0) return "not known";
  return fmt::format("same core in {:.0f} % of {} looks",
                     100.0 * static_cast<double>(on_same_core) / static_cast<double>(seen), seen);
}

}  // namespace eventstore::bench
