// The estimate of disk space against what loads really took, and what follows from it.

#include "generator/disk_space.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "generator/data_volume.hpp"
#include "generator/generate.hpp"

using namespace eventstore;
using namespace eventstore::seed;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

constexpr std::int64_t megabyte = 1'000'000;

/// Tables and indexes of 100,000 events whose payloads all had this size, in octets, as
/// pg_total_relation_size said on PostgreSQL 15, and, in the last four, on 18 without lz4.
struct Measured {
  std::int64_t payload = 0;
  int indexes = 0;
  std::int64_t octets = 0;
};

const std::vector<Measured> measured_flat{
    {150, 5, 68'960'256},   {150, 7, 92'577'792},   {1200, 5, 181'624'832}, {1200, 7, 234'192'896},
    {4000, 5, 230'744'064}, {4000, 7, 277'848'064}, {9000, 5, 368'279'552}, {9000, 7, 477'020'160},
    {4000, 5, 216'940'544}, {4000, 7, 255'975'424}, {9000, 5, 319'946'752}, {9000, 7, 360'218'624}};

/// The same for the usual payloads.
struct MeasuredStore {
  std::string store;
  std::int64_t events = 0;
  std::int64_t octets = 0;
};

const std::vector<MeasuredStore> measured_stores{
    {"reference", 20'000, 23'035'904},       {"eaf-v1", 20'000, 28'901'376},
    {"reference", 200'000, 227'336'192},     {"eaf-v1", 200'000, 285'081'600},
    {"reference", 1'000'000, 1'138'073'600}, {"eaf-v1", 1'000'000, 1'424'031'744}};

bool is_near(std::int64_t estimate, std::int64_t measured) {
  return std::abs(estimate - measured) * 4 <= measured;
}

DataVolume usual_volume(std::int64_t events, const std::string& store = "reference") {
  const Plan plan = make_plan({.events = events});
  return data_volume(plan, catalogue::load_catalogue(store));
}

ServerDisk disk_with(std::int64_t free) {
  return {.data_directory = "/data",
          .data_free = free,
          .wal_directory = "/data/pg_wal",
          .wal_free = free,
          .wal_is_apart = false,
          .wal_growth = 1'000'000 * megabyte};
}

const DiskNeed need_of_two_gigabytes{.tables = 900 * megabyte,
                                     .indexes = 60 * megabyte,
                                     .sorting = 40 * megabyte,
                                     .wal = 1000 * megabyte};

}  // namespace

TEST_CASE("the estimate is within a quarter of what payloads of any size took", "[unit][disk]") {
  for (const Measured& measured : measured_flat) {
    DataVolume volume;
    volume.add_event(measured.payload, 200, 100'000);
    volume.indexes = measured.indexes;
    CAPTURE(measured.payload, measured.indexes, disk_need(volume).data());
    CHECK(is_near(disk_need(volume).data(), measured.octets));
  }
}

TEST_CASE("the estimate is within a quarter of what both stores took", "[unit][disk]") {
  for (const MeasuredStore& measured : measured_stores) {
    const DiskNeed need = disk_need(usual_volume(measured.events, measured.store));
    CAPTURE(measured.store, measured.events, need.data());
    CHECK(is_near(need.data(), measured.octets));
  }
}

TEST_CASE("a plan's volume is that of its events", "[unit][disk]") {
  const Plan plan = make_plan({.events = 20'000});
  const DataVolume volume = data_volume(plan, catalogue::load_catalogue("reference"));
  Progress progress{Verbosity::quiet};
  Totals totals = generate_events(plan, 1, no_sink(), progress);
  const std::int64_t sampled =
      volume.plain_bytes + volume.large_payload_bytes + volume.large_metadata_bytes;
  const std::int64_t all = totals.payload_bytes() + totals.metadata_bytes;
  CAPTURE(sampled, all);
  CHECK(std::abs(sampled - all) * 20 <= all);
  CHECK(volume.events == 20'000);
  CHECK(volume.snapshots == plan.new_snapshots);
  CHECK(volume.snapshot_bytes > 0);
  CHECK(volume.indexes == 5);
  CHECK(usual_volume(300, "eaf-v1").indexes == 7);
}

TEST_CASE("a disk is large enough when data, sorting and WAL fit", "[unit][disk]") {
  CHECK_NOTHROW(require_space(need_of_two_gigabytes, disk_with(2000 * megabyte), 7));
  CHECK_THROWS_MATCHES(
      require_space(need_of_two_gigabytes, disk_with(1999 * megabyte), 1'000'000), Failure,
      MessageMatches(ContainsSubstring("1,000,000 events need about 2.00 GB") &&
                     ContainsSubstring("the disk of /data has 2.00 GB free") &&
                     ContainsSubstring("--events") && ContainsSubstring("--database")));
}

TEST_CASE("what --replace drops counts as free", "[unit][disk]") {
  ServerDisk disk = disk_with(1500 * megabyte);
  CHECK_THROWS_AS(require_space(need_of_two_gigabytes, disk, 7), Failure);
  disk.replaceable = 500 * megabyte;
  CHECK_NOTHROW(require_space(need_of_two_gigabytes, disk, 7));
}

TEST_CASE("no more WAL is reckoned with than the server keeps", "[unit][disk]") {
  ServerDisk disk = disk_with(1100 * megabyte);
  disk.wal_growth = 100 * megabyte;
  CHECK_NOTHROW(require_space(need_of_two_gigabytes, disk, 7));
  disk.wal_growth += 1;
  CHECK_THROWS_AS(require_space(need_of_two_gigabytes, disk, 7), Failure);
}

TEST_CASE("a disk of its own for the WAL is looked at by itself", "[unit][disk]") {
  ServerDisk disk = disk_with(1000 * megabyte);
  disk.wal_is_apart = true;
  CHECK_NOTHROW(require_space(need_of_two_gigabytes, disk, 7));
  disk.wal_free = 999 * megabyte;
  CHECK_THROWS_MATCHES(require_space(need_of_two_gigabytes, disk, 7), Failure,
                       MessageMatches(ContainsSubstring("the disk of /data/pg_wal")));
  disk.wal_free = 2000 * megabyte;
  disk.data_free = 999 * megabyte;
  CHECK_THROWS_MATCHES(require_space(need_of_two_gigabytes, disk, 7), Failure,
                       MessageMatches(ContainsSubstring("the disk of /data has")));
}
