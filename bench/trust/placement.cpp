#include "bench/trust/placement.hpp"

#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <sched.h>

#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::trust {

namespace {

/// The cores this process may use when it starts, the last first: interrupts tend to the first.
std::vector<int> allowed_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<int> cores;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return cores;
  for (int core = CPU_SETSIZE - 1; core >= 0; --core) {
    if (CPU_ISSET(core, &allowed)) cores.push_back(core);
  }
  return cores;
}

bool move_to(int pid, const std::vector<int>& cores) {
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  for (const int core : cores) CPU_SET(core, &wanted);
  return sched_setaffinity(pid, sizeof wanted, &wanted) == 0;
}

/// Before anybody is moved.
const std::vector<int>& cores_at_start() {
  static const std::vector<int> cores = allowed_cores();
  return cores;
}

/// Whether that process of this machine is PostgreSQL's and serves this database: the title it
/// gives itself says so.  A pid of a server elsewhere may be anybody here.
bool serves(int pid, const std::string& database) {
  std::ifstream file{fmt::format("/proc/{}/cmdline", pid)};
  const std::string title{std::istreambuf_iterator<char>{file}, {}};
  return title.starts_with("postgres: ") && title.find(" " + database + " ") != std::string::npos;
}

}  // namespace

void add_pin_option(CLI::App& app, std::string& pin) {
  app.add_option("--pin", pin,
                 "Client and server on the same core, on two cores, or as the scheduler likes")
      ->type_name("WHERE")
      ->transform(one_of({pin_same, pin_apart, pin_none}));
}

Placement::Placement(const std::string& pin) {
  if (pin == pin_none) return;
  const std::vector<int>& cores = cores_at_start();
  const bool is_apart = pin == pin_apart;
  if (cores.size() < (is_apart ? 2U : 1U)) {
    throw UsageError("--pin apart needs two cores, and there is one; use --pin same");
  }
  client_core_ = cores.front();
  server_core_ = is_apart ? cores[1] : cores.front();
  if (!move_to(0, {*client_core_})) {
    throw Failure(fmt::format("may not stay on core {}; use --pin none", *client_core_));
  }
}

Placement::~Placement() {
  if (client_core_) static_cast<void>(move_to(0, cores_at_start()));
}

void Placement::place_backend(int pid, const std::string& database) {
  if (!server_core_) return;
  if (!serves(pid, database) || !move_to(pid, {*server_core_})) backends_left_alone_ = true;
}

std::string Placement::description() const {
  if (!client_core_) return "client and server where the scheduler puts them";
  if (backends_left_alone_) {
    return fmt::format("client on core {}, the server's processes could not be moved",
                       *client_core_);
  }
  if (client_core_ == server_core_) {
    return fmt::format("client and server on core {}", *client_core_);
  }
  return fmt::format("client on core {}, server on core {}", *client_core_, *server_core_);
}

}  // namespace eventstore::trust
