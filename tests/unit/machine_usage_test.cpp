#include "core/measure/machine_usage.hpp"

#include <sstream>
#include <string>

#include <catch2/catch_test_macros.hpp>

namespace eventstore::tests {

using measure::written_bytes_in;

namespace {

const std::string two_disks =
    "   7       0 loop0 11 0 28 0 5 0 4000 0 0 0 0\n"
    " 254       0 vda 100 1 2000 30 50 2 16 70 0 80 110 0 0 0 0 9 20\n"
    " 254       1 vda1 90 1 1900 30 50 2 16 70 0 80 110 0 0 0 0 9 20\n"
    " 259       0 nvme0n1 100 1 2000 30 50 2 100 70 0 80 110\n"
    " 253       0 dm-0 100 1 2000 30 50 2 100 70 0 80 110\n"
    " 259       1 broken\n";

}  // namespace

TEST_CASE("what is written to a disk counts once, whatever lies on it", "[unit][measure]") {
  std::istringstream diskstats{two_disks};
  const auto is_disk = [](const std::string& name) {
    return name == "vda" || name == "nvme0n1" || name == "broken";
  };
  CHECK(written_bytes_in(diskstats, is_disk) == 512 * (16 + 100));
}

TEST_CASE("where no disk tells, nothing is known to be written", "[unit][measure]") {
  std::istringstream diskstats{two_disks};
  CHECK_FALSE(written_bytes_in(diskstats, [](const std::string&) { return false; }));
  std::istringstream empty;
  CHECK_FALSE(written_bytes_in(empty, [](const std::string&) { return true; }));
}

}  // namespace eventstore::tests
