// How much memory there is, and how much a plan takes.
#include "core/tool/memory.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "generator/plan.hpp"
#include "generator/plan_memory.hpp"
#include "generator/stream_lengths.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eventstore;
using namespace eventstore::seed;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

namespace fs = std::filesystem;

/// A system as its files describe it.
class System {
 public:
  void write(const std::string& path, const std::string& text) const {
    const fs::path file = fs::path{directory_ / path};
    fs::create_directories(file.parent_path());
    std::ofstream{file} << text;
  }

  /// 4 GB in all, and 1 GiB of it available.
  void write_meminfo() const {
    write(
        "proc/meminfo",
        "MemTotal:        4000000 kB\nMemFree:          100000 kB\nMemAvailable:    1048576 kB\n");
  }

  [[nodiscard]] std::optional<std::int64_t> available() const {
    return available_memory(directory_ / "");
  }

 private:
  TemporaryDirectory directory_;
};

constexpr std::int64_t gibibyte = 1LL << 30;

}  // namespace

TEST_CASE("without limits, what the system has available is available", "[unit][memory]") {
  const System system;
  CHECK_FALSE(system.available());
  system.write_meminfo();
  CHECK(system.available() == gibibyte);
  system.write("proc/self/cgroup", "0::/\n");
  CHECK(system.available() == gibibyte);
}

TEST_CASE("a limit of a control group counts, and that of any it is in", "[unit][memory]") {
  const System system;
  system.write_meminfo();
  system.write("proc/self/cgroup", "0::/outer/inner\n");
  const std::string outer = "sys/fs/cgroup/outer/";
  system.write(outer + "inner/memory.max", "max\n");
  system.write(outer + "inner/memory.current", "300\n");
  CHECK(system.available() == gibibyte);
  system.write(outer + "memory.max", "1000\n");
  system.write(outer + "memory.current", "700\n");
  CHECK(system.available() == 300);
  // Pages of files are given back when somebody needs them.
  system.write(outer + "memory.stat", "anon 500\ninactive_file 150\nactive_file 50\n");
  CHECK(system.available() == 450);
  system.write(outer + "memory.current", "5000\n");
  CHECK(system.available() == 0);
}

TEST_CASE("a container that does not show its group's path has its limit at the top",
          "[unit][memory]") {
  const System system;
  system.write_meminfo();
  const bool is_second = GENERATE(true, false);
  if (is_second) {
    system.write("proc/self/cgroup", "0::/docker/0123\n");
    system.write("sys/fs/cgroup/memory.max", "2000\n");
    system.write("sys/fs/cgroup/memory.current", "500\n");
  } else {
    system.write("proc/self/cgroup", "3:cpuset:/\n4:cpu,memory:/docker/0123\n0::/\n");
    system.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000\n");
    system.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "600\n");
    system.write("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 100\n");
  }
  CHECK(system.available() == 1500);
}

TEST_CASE("a job that takes more memory than there is is refused with both figures",
          "[unit][memory]") {
  CHECK_NOTHROW(require_memory("it", 100, 100, "wait"));
  CHECK_NOTHROW(require_memory("it", 100, std::nullopt, "wait"));
  CHECK_THROWS_MATCHES(require_memory("the plan", 13'700'000'000, 9'100'000'000, "ask for less"),
                       Failure,
                       MessageMatches(ContainsSubstring("the plan needs about 13.7 GB") &&
                                      ContainsSubstring("9.10 GB are available; ask for less")));
}

TEST_CASE("a plan takes the memory that was announced, and not much less", "[unit][memory]") {
  const auto [events, tenants, skew] =
      GENERATE(table<std::int64_t, std::int32_t, std::string>({{1'000'000, 12, "80/20"},
                                                               {1'000'000, 1, "80/20"},
                                                               {400'000, 12, "uniform"},
                                                               {300'000, 5, "zipf:1.1"},
                                                               {200'000, 1000, "80/20"},
                                                               {5'000, 5'000, "80/20"}}));
  CAPTURE(events, tenants, skew);
  const Plan plan =
      make_plan({.events = events, .tenants = tenants, .tenant_skew = parse_tenant_skew(skew)});
  const auto announced = aggregates_at_most(events, tenants);
  CHECK(std::ssize(plan.aggregates) <= announced);
  // Room was made once: growing takes twice as much for a moment.
  CHECK(std::cmp_equal(plan.aggregates.capacity(), announced));
  if (events / tenants > 10'000) CHECK(std::ssize(plan.aggregates) > announced * 9 / 10);
}

TEST_CASE("what a plan takes is known without making it", "[unit][memory]") {
  constexpr double gigabyte = 1e9;
  const auto need = [](const Shape& shape, int connections = 2) {
    return static_cast<double>(plan_memory(shape, connections));
  };
  const Shape largest{.events = events_max};
  CHECK(need(largest) > 10 * gigabyte);
  CHECK(need(largest) < 16 * gigabyte);
  CHECK(need({.events = 10'000'000}) < 0.08 * gigabyte);
  CHECK(need({.events = 1'000'000'000, .appended = {1'000'000'000}}) >= need(largest));
  CHECK(need({.events = 1000, .tenants = 1000}) < 200'000);
  const Shape interleaved{.events = 10'000'000, .interleave = Interleave::all};
  CHECK(need(interleaved, 64) > 4 * need(interleaved, 1));
}
