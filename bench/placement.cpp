#include "bench/placement.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <sched.h>

#include "core/tool/errors.hpp"

namespace eventstore::bench {

namespace {

constexpr int this_thread = 0;

/// The cores this process may use when it starts, the last first: interrupts tend to the first.
std::vector<int> allowed_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<int> cores;
  if (sched_getaffinity(this_thread, sizeof allowed, &allowed) != 0) return cores;
  for (int core = CPU_SETSIZE - 1; core >= 0; --core) {
    if (CPU_ISSET(core, &allowed)) cores.push_back(core);
  }
  return cores;
}

/// Before anybody is moved.
const std::vector<int>& cores_at_start() {
  static const std::vector<int> cores = allowed_cores();
  return cores;
}

bool move_to(int process, const std::vector<int>& cores) {
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  for (const int core : cores) CPU_SET(core, &wanted);
  return sched_setaffinity(process, sizeof wanted, &wanted) == 0;
}

/// Of a connection; not for Pin::none.
struct Cores {
  int client = 0;
  int server = 0;
};

Cores cores_of(Pin pin, std::size_t index) {
  check_cores(pin);
  const std::vector<int>& cores = cores_at_start();
  const int client = cores[index % cores.size()];
  return {.client = client,
          .server = pin == Pin::same ? client : cores[(index + 1) % cores.size()]};
}

/// Whether that process of this machine is PostgreSQL's and serves this database: the title it
/// gives itself says so.
bool serves(int process, const std::string& database) {
  std::ifstream file{fmt::format("/proc/{}/cmdline", process)};
  const std::string title{std::istreambuf_iterator<char>{file}, {}};
  return title.starts_with("postgres: ") && title.find(" " + database + " ") != std::string::npos;
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
  return std::max<std::size_t>(1, cores_at_start().size());
}

void check_cores(Pin pin) {
  if (pin == Pin::none) return;
  const std::size_t count = cores_at_start().size();
  if (count == 0) throw UsageError("nobody says which cores there are; use --pin none");
  if (pin == Pin::apart && count < 2) {
    throw UsageError("--pin apart needs two cores, and there is one; use --pin same");
  }
}

void pin_thread(Pin pin, std::size_t index) {
  if (pin == Pin::none) return;
  const int core = cores_of(pin, index).client;
  if (move_to(this_thread, {core})) return;
  throw Failure(fmt::format("may not stay on core {}; use --pin none", core));
}

bool pin_backend(Pin pin, std::size_t index, int process, const std::string& database) {
  if (pin == Pin::none) return true;
  return serves(process, database) && move_to(process, {cores_of(pin, index).server});
}

Placement::Placement(Pin pin) : pin_(pin) {
  pin_thread(pin_, 0);
}

Placement::~Placement() {
  if (pin_ != Pin::none) static_cast<void>(move_to(this_thread, cores_at_start()));
}

void Placement::place_backend(int process, const std::string& database) {
  if (!pin_backend(pin_, 0, process, database)) backends_left_alone_ = true;
}

std::string Placement::description() const {
  if (pin_ == Pin::none) return "client and server where the scheduler puts them";
  const Cores cores = cores_of(pin_, 0);
  if (backends_left_alone_) {
    return fmt::format("client on core {}, the server's processes could not be moved",
                       cores.client);
  }
  if (cores.client == cores.server) {
    return fmt::format("client and server on core {}", cores.client);
  }
  return fmt::format("client on core {}, server on core {}", cores.client, cores.server);
}

std::string SeenPlacement::text() const {
  if (seen == 0) return "not known";
  return fmt::format("same core in {:.0f} % of {} looks",
                     100.0 * static_cast<double>(on_same_core) / static_cast<double>(seen), seen);
}

}  // namespace eventstore::bench
