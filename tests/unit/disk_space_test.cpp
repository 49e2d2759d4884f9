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
/// pg_total_relation_size said on PostgreSQL 15 with lz4, and, in the last four, on 18 without.
struct Measured {
  std::int64_t payload = 0;
  int indexes = 0;
  std::int64_t octets = 0;
};

const std::vector<Measured> measured_flat{
    {150, 5, 68'960'256},   {150, 7, 92'577'792},   {1200, 5, 181'624'832}, {1200, 7, 234'192'896},
    {4000, 5, 230'744'064}, {4000, 7, 277'848'064}, {9000, 5, 368'279'552}, {9000, 7, 477'020'160},
    {4000, 5, 216'940'544}, {4000, 7, 255'975'424}, {9000, 5, 319'946'752}, {9000, 7, 360'218'624}};

/// The same for the usual payloads; eaf-v1 has the server's own compression, pglz.
struct MeasuredStore {
  std::string store;
  std::int64_t events = 0;
  std::int64_t octets = 0;
};

const std::vector<MeasuredStore> measured_stores{
    {"reference", 20'000, 23'035'904},       {"eaf-v1", 20'000, 27'492'352},
    {"reference", 200'000, 227'336'192},     {"eaf-v1", 200'000, 273'006'592},
    {"reference", 1'000'000, 1'138'073'600}, {"eaf-v1", 1'000'000, 1'357'242'368}};

/// The same for other shapes.
struct MeasuredShape {
  std::string store;
  Shape shape;
  std::int64_t octets = 0;
};

MeasuredShape measured(const std::string& store, std::int64_t events, std::int32_t tenants,
                       const PayloadProfile& payloads, std::int64_t octets,
                       std::uint32_t snapshot_every = 100) {
  return {store,
          {.events = events,
           .tenants = tenants,
           .payloads = payloads,
           .snapshot_every = snapshot_every},
          octets};
}

/// Large payloads only, 10 to 100 kB: the constants are fitted to these as well.
const std::vector<MeasuredShape> measured_large{
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 2'000}, 93'020'160),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 3'000}, 121'864'192),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 5'000}, 173'621'248),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 7'000}, 196'026'368),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 10'000}, 253'894'656),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 2'000}, 86'515'712),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 3'000}, 112'861'184),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 5'000}, 164'593'664),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 7'000}, 208'355'328),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 10'000}, 276'897'792),
    // PostgreSQL 18 without lz4.
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 2'000}, 71'286'784),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 3'000}, 94'650'368),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 5'000}, 137'248'768),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 7'000}, 178'741'248),
    measured("reference", 20'000, 12, {.mix = {0, 0, 100}, .permille = 10'000}, 230'670'336),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 2'000}, 86'261'760),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 3'000}, 112'066'560),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 5'000}, 164'356'096),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 7'000}, 206'544'896),
    measured("eaf-v1", 20'000, 12, {.mix = {0, 0, 100}, .permille = 10'000}, 275'857'408)};

/// The constants are not fitted to these.
const std::vector<MeasuredShape> measured_others{
    measured("reference", 50'000, 1, {.mix = {100, 0, 0}, .permille = 1'000}, 34'291'712),
    measured("reference", 100'000, 12, {.mix = {0, 0, 100}, .permille = 1'000}, 311'050'240),
    measured("reference", 300'000, 40, {.mix = {40, 40, 20}, .permille = 500}, 369'459'200),
    measured("reference", 150'000, 3, {.mix = {90, 5, 5}, .permille = 3'000}, 207'306'752),
    measured("reference", 100'000, 12, {.mix = {0, 0, 100}, .permille = 300}, 187'564'032),
    measured("eaf-v1", 50'000, 12, {.mix = {0, 100, 0}, .permille = 1'000}, 117'547'008),
    measured("eaf-v1", 100'000, 100, {.mix = {0, 0, 100}, .permille = 300}, 190'046'208),
    measured("eaf-v1", 300'000, 5, {.mix = {50, 50, 0}, .permille = 200}, 332'832'768),
    measured("eaf-v1", 150'000, 12, {.mix = {20, 30, 50}, .permille = 2'000}, 481'779'712),
    measured("reference-hash", 50'000, 12, {.mix = {70, 25, 5}, .permille = 10'000}, 198'057'984),
    measured("reference-hash", 100'000, 500, {.mix = {70, 25, 5}, .permille = 1'000}, 116'023'296),
    measured("reference-hash", 300'000, 12, {.mix = {100, 0, 0}, .permille = 100}, 179'429'376),
    measured("reference-hash", 200'000, 1, {.mix = {33, 33, 34}, .permille = 1'500}, 465'584'128),
    measured("reference-range", 100'000, 12, {.mix = {10, 80, 10}, .permille = 700}, 169'271'296),
    measured("reference", 100'000, 12, {.mix = {70, 25, 5}, .permille = 1'000}, 120'332'288, 3),
    measured("eaf-v1", 100'000, 12, {.mix = {70, 25, 5}, .permille = 1'000}, 141'131'776, 3),
    measured("reference", 100'000, 12, {.mix = {30, 40, 30}, .permille = 8'000}, 651'395'072),
    measured("eaf-v1", 50'000, 30, {.mix = {70, 25, 5}, .permille = 10'000}, 204'226'560),
    measured("reference-hash", 60'000, 12, {.mix = {0, 50, 50}, .permille = 4'000}, 340'541'440),
    measured("eaf-v1", 100'000, 7, {.mix = {0, 100, 0}, .permille = 7'000}, 611'827'712),
    measured("reference-range", 50'000, 12, {.mix = {60, 30, 10}, .permille = 6'000}, 176'922'624),
    measured("reference", 50'000, 4, {.mix = {100, 0, 0}, .permille = 10'000}, 99'221'504)};

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

TEST_CASE("the estimate is within a quarter of what other shapes took, fitted to them or not",
          "[unit][disk]") {
  for (const auto* shapes : {&measured_large, &measured_others}) {
    for (const MeasuredShape& measured : *shapes) {
      const DiskNeed need = disk_need(
          data_volume(make_plan(measured.shape), catalogue::load_catalogue(measured.store)));
      CAPTURE(measured.store, measured.shape.events, measured.shape.payloads.mix,
              measured.shape.payloads.permille, measured.octets, need.data());
      CHECK(is_near(need.data(), measured.octets));
    }
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
