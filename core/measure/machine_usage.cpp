#include "core/measure/machine_usage.hpp"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

namespace eventstore::measure {

std::optional<MachineUsage> usage_of_this_machine() {
  std::ifstream file{"/proc/stat"};
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  std::istringstream words{line};
  std::string name;
  std::int64_t user = 0, nice = 0, system = 0, idle = 0, disk = 0, interrupt = 0, soft = 0;
  std::int64_t stolen = 0;
  if (!(words >> name >> user >> nice >> system >> idle >> disk >> interrupt >> soft >> stolen)) {
    return std::nullopt;
  }
  const std::int64_t ticks = user + nice + system + interrupt + soft + stolen;
  return MachineUsage{
      .cores = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)),
      .busy_seconds = static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK))};
}

}  // namespace eventstore::measure
