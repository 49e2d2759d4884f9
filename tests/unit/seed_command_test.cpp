// The commands that messages tell people to run, and the names that they speak of.
#include "core/dataset/seed_command.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/catalogue/index_statements.hpp"
#include "core/catalogue/store_files.hpp"
#include "core/dataset/seeded_store.hpp"
#include "generator/shape_options.hpp"

using namespace eventstore;

namespace {

std::vector<std::string> names_of(const std::vector<std::string>& statements) {
  catalogue::Catalogue catalogue;
  catalogue.indexes.push_back({.file = "x.sql", .name = "x", .statements = statements});
  return catalogue::index_names(catalogue);
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the usual options are those of a shape that nobody changed", "[unit][dataset]") {
  CHECK(dataset::usual_options() == seed::shape_options(seed::Shape{}));
}

TEST_CASE("a data set's command has what differs from the usual", "[unit][dataset]") {
  CHECK(dataset::first_seed_command(" --store eaf-v1") ==
        "seed-events --events 1000000 --tenants 12 --store eaf-v1");
  const seed::Shape shape{.events = 3000,
                          .tenants = 5,
                          .seed = 7,
                          .tenant_skew = seed::parse_tenant_skew("zipf:1.5"),
                          .payloads = {.mix = {10, 20, 70}, .permille = 250},
                          .interleave = seed::Interleave::all,
                          .snapshot_every = 0,
                          .appended = {5}};
  CHECK(dataset::seed_command(seed::shape_options(shape), "") ==
        "seed-events --events 3000 --tenants 5 --seed 7 --tenant-skew zipf:1.5 "
        "--payload-mix 10/20/70 --payload-scale 0.25 --interleave all --snapshot-every 0");
  CHECK(dataset::seed_command(nlohmann::json::object(), "") == "seed-events");
}

TEST_CASE("the names of a store's indexes are those that the server has in the end",
          "[unit][catalogue]") {
  CHECK(names_of({"-- read by: x\nCREATE INDEX a ON t (c)"}) == Names{"a"});
  CHECK(names_of({"create unique index  concurrently IF NOT EXISTS MyIndex on t (c)"}) ==
        Names{"myindex"});
  CHECK(names_of({R"(CREATE INDEX "My ""Index""" ON t (c))"}) == Names{R"(My "Index")"});
  CHECK(names_of({"CREATE INDEX ON t (c)"}).empty());
  CHECK(names_of({"CREATE UNIQUE INDEX a ON t (c)",
                  "ALTER TABLE t ADD CONSTRAINT b PRIMARY KEY USING INDEX a"}) == Names{"b"});
  CHECK(names_of({"ALTER TABLE t ADD CONSTRAINT k UNIQUE (c)"}) == Names{"k"});
  CHECK(names_of({"ALTER TABLE t ADD CONSTRAINT k CHECK (c > 0)"}).empty());
  CHECK(names_of({"ALTER TABLE t SET (fillfactor = 90)"}).empty());
}

TEST_CASE("an index that is dropped before it is made counts, and one that is dropped after not",
          "[unit][catalogue]") {
  CHECK(names_of({"DROP INDEX IF EXISTS a", "CREATE INDEX a ON t (c)"}) == Names{"a"});
  CHECK(names_of({"CREATE INDEX a ON t (c)", "CREATE INDEX \"B\" ON t (d)",
                  "drop index concurrently if exists public.a, \"B\" cascade"})
            .empty());
}

TEST_CASE("statements of any length have their indexes found", "[unit][catalogue]") {
  const std::string comment = "-- " + std::string(100'000, 'x') + "\n";
  std::string list = "1";
  for (int i = 0; i < 50'000; ++i) list += ", 1";
  CHECK(names_of({"CREATE /* " + comment + "*/ INDEX" + comment + "a ON t (c) WHERE c IN (" + list +
                  ")"}) == Names{"a"});
}

TEST_CASE("every index file of the built-in stores names its indexes", "[unit][catalogue]") {
  for (const std::string& store : catalogue::built_in_stores()) {
    const catalogue::Catalogue whole = catalogue::load_catalogue(store);
    for (const catalogue::StoreScript& script : whole.indexes) {
      CAPTURE(store, script.name);
      catalogue::Catalogue one = whole;
      one.indexes = {script};
      const Names names = catalogue::index_names(one);
      CHECK_FALSE(names.empty());
      // Those of the partitions share a file, which is called after what they are.
      if (names.size() == 1) CHECK(names == Names{script.name});
    }
  }
}

TEST_CASE("advice repeats the database as a shell takes it", "[unit][catalogue]") {
  const dataset::StoreOptions options{.database = "dbname='a b'", .store = "reference"};
  CHECK(dataset::arguments_of(options) == R"( --database 'dbname='\''a b'\''')");
}
