// What is in a database, as a list: the seam on which --replace and the comparison of a folder with
// its database stand.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "core/dataset/store_objects.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using dataset::StoreObject;

namespace {

void run(pg::Session& session, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) {
    INFO(statement);
    REQUIRE_NOTHROW(session.run(statement));
  }
}

const std::vector<std::string> made{
    "CREATE SCHEMA \"Other Team\"",
    "CREATE TYPE \"Other Team\".mood AS ENUM ('sad', 'o''k')",
    "CREATE DOMAIN small_count AS integer DEFAULT 3 NOT NULL CHECK (value > 0)",
    "CREATE TYPE pair AS (a integer, b \"Other Team\".mood)",
    "CREATE TYPE span AS RANGE (subtype = float8)",
    "CREATE SEQUENCE numbers INCREMENT 5 CACHE 20 CYCLE",
    "CREATE TABLE \"Other Team\".\"T\" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
    "mood \"Other Team\".mood DEFAULT 'sad', name text COLLATE \"C\" NOT NULL, "
    "twice integer GENERATED ALWAYS AS (1 + 1) STORED) WITH (fillfactor = 50)",
    "CREATE FUNCTION f(a integer, INOUT b text) LANGUAGE sql BEGIN ATOMIC SELECT 'x'; END",
    "CREATE PROCEDURE p(a integer) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$",
    "CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer, initcond = '0')",
    "CREATE FUNCTION on_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$",
    "CREATE INDEX \"T_name\" ON \"Other Team\".\"T\" (lower(name)) WHERE id > 3",
    "CREATE VIEW v WITH (security_barrier) AS SELECT id FROM \"Other Team\".\"T\"",
    "CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a",
    "CREATE STATISTICS together ON id, name FROM \"Other Team\".\"T\"",
    "CREATE TRIGGER changed BEFORE UPDATE ON \"Other Team\".\"T\" FOR EACH ROW "
    "EXECUTE FUNCTION on_change()",
    "ALTER TABLE \"Other Team\".\"T\" DISABLE TRIGGER changed",
    "CREATE RULE kept AS ON DELETE TO \"Other Team\".\"T\" DO INSTEAD NOTHING",
    "CREATE POLICY few ON \"Other Team\".\"T\" FOR SELECT USING (id > 0)",
    "ALTER TABLE \"Other Team\".\"T\" ADD CONSTRAINT named CHECK (name <> '') NOT VALID"};

std::optional<StoreObject> object(const std::vector<StoreObject>& objects, const std::string& kind,
                                  const std::string& name) {
  const auto found = std::find_if(objects.begin(), objects.end(), [&](const StoreObject& one) {
    return one.kind == kind && one.name == name;
  });
  return found == objects.end() ? std::nullopt : std::optional{*found};
}

void check(const std::vector<StoreObject>& objects, const std::string& kind,
           const std::string& name, const std::string& table, const std::string& definition) {
  CAPTURE(kind, name);
  const auto found = object(objects, kind, name);
  REQUIRE(found);
  CHECK(found->table == table);
  CHECK(found->definition == definition);
  CHECK_FALSE(found->owner.empty());
}

}  // namespace

TEST_CASE("objects of every kind are read with table, definition and owner", "[pg][objects]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const std::vector<StoreObject> before = dataset::read_store_objects(session);
  run(session, made);
  const std::vector<StoreObject> objects =
      dataset::new_objects(before, dataset::read_store_objects(session));
  const std::string table = R"("Other Team"."T")";
  check(objects, "schema", R"("Other Team")", "", "");
  check(objects, "type", R"("Other Team".mood)", "", "enum ('sad', 'o''k')");
  check(objects, "type", "public.small_count", "",
        "domain integer DEFAULT 3 NOT NULL CONSTRAINT small_count_check CHECK ((VALUE > 0))");
  check(objects, "type", "public.pair", "", R"(composite (a integer, b "Other Team".mood))");
  check(objects, "type", "public.span", "", "range of double precision");
  check(objects, "sequence", "public.numbers", "",
        "bigint START 1 INCREMENT 5 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 20 CYCLE");
  check(objects, "sequence", R"("Other Team"."T_id_seq")", table,
        "bigint START 1 INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 OWNED BY "
        R"("Other Team"."T".id)");
  check(objects, "table", table, "", "WITH (fillfactor=50)");
  check(objects, "column", "id", table, "bigint GENERATED ALWAYS AS IDENTITY NOT NULL");
  check(objects, "column", "mood", table, R"("Other Team".mood DEFAULT 'sad'::"Other Team".mood)");
  check(objects, "column", "name", table, R"(text COLLATE "C" NOT NULL)");
  check(objects, "column", "twice", table, "integer GENERATED ALWAYS AS ((1 + 1)) STORED");
  check(objects, "constraint", "\"T_pkey\"", table, "PRIMARY KEY (id)");
  check(objects, "constraint", "named", table, "CHECK ((name <> ''::text)) NOT VALID");
  check(objects, "index", R"("Other Team"."T_name")", table,
        R"(CREATE INDEX "T_name" ON "Other Team"."T" USING btree (lower(name)) WHERE (id > 3))");
  check(objects, "statistics", "public.together", table,
        R"(CREATE STATISTICS public.together ON id, name FROM "Other Team"."T")");
  check(objects, "trigger", "changed", table,
        R"(CREATE TRIGGER changed BEFORE UPDATE ON "Other Team"."T" FOR EACH ROW EXECUTE FUNCTION )"
        "public.on_change() DISABLED");
  check(objects, "policy", "few", table, "PERMISSIVE FOR SELECT TO public USING ((id > 0))");
  CHECK(object(objects, "rule", "kept")->definition.ends_with("DO INSTEAD NOTHING;"));
  CHECK(object(objects, "function", "public.f(a integer, INOUT b text)")
            ->definition.find("BEGIN ATOMIC") != std::string::npos);
  CHECK(object(objects, "function", "public.p(IN a integer)")
            ->definition.starts_with("CREATE OR REPLACE PROCEDURE"));
  CHECK(object(objects, "function", "public.total(integer)")
            ->definition.starts_with("aggregate of "));
  CHECK(object(objects, "view", "public.v")->definition.starts_with("WITH (security_barrier"));
  CHECK(object(objects, "materialized view", "public.mv"));
  CHECK(std::count_if(objects.begin(), objects.end(),
                      [](const StoreObject& one) { return one.kind == "function"; }) == 4);
}

TEST_CASE("the system, extensions, temporary tables and the harness are left out",
          "[pg][objects]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  const std::vector<StoreObject> before = dataset::read_store_objects(session);
  run(session, {"CREATE EXTENSION pg_trgm", "CREATE TEMPORARY TABLE t (a integer)",
                "CREATE SCHEMA eventstore_harness", "CREATE TABLE eventstore_harness.x (a text)"});
  const std::vector<StoreObject> objects =
      dataset::new_objects(before, dataset::read_store_objects(session));
  REQUIRE(objects.size() == 1);
  CHECK(objects[0].kind == "extension");
  CHECK(objects[0].name == "pg_trgm");
}

TEST_CASE("what a partition has from its table is read once, what it has of its own is read, too",
          "[pg][objects]") {
  const EmptiedDatabase database;
  pg::Session session{database.database()};
  run(session,
      {"CREATE FUNCTION on_change() RETURNS trigger LANGUAGE plpgsql AS "
       "$$ BEGIN RETURN new; END $$",
       "CREATE TABLE whole (id integer PRIMARY KEY, at timestamptz) PARTITION BY RANGE (id)",
       "CREATE TABLE part PARTITION OF whole FOR VALUES FROM (1) TO (10)",
       "CREATE INDEX whole_at ON whole (at)", "CREATE INDEX part_at ON part (at DESC)",
       "CREATE TRIGGER changed AFTER INSERT ON whole FOR EACH ROW EXECUTE FUNCTION on_change()"});
  std::vector<std::string> found;
  for (const StoreObject& one : dataset::read_store_objects(session)) {
    if (one.kind == "schema" || one.kind == "function") continue;
    found.push_back(fmt::format("{} {} {}", one.kind, one.name, one.table));
  }
  CHECK(found == std::vector<std::string>{
                     "table public.whole ", "table public.part public.whole",
                     "column at public.whole", "column id public.whole",
                     "constraint whole_pkey public.whole", "index public.part_at public.part",
                     "index public.whole_at public.whole", "index public.whole_pkey public.whole",
                     "trigger changed public.whole"});
}

TEST_CASE("definitions are the same for every role, search path and time zone", "[pg][objects]") {
  const ScratchDatabase database = ScratchDatabase::create_or_skip();
  pg::Session owner{database.database()};
  run(owner, made);
  run(owner, {"CREATE TABLE times (at timestamptz) PARTITION BY RANGE (at)",
              "CREATE TABLE times_1 PARTITION OF times FOR VALUES FROM ('2024-01-01 00:00+00') TO "
              "('2025-01-01 00:00+00')"});
  const std::vector<StoreObject> objects = dataset::read_store_objects(owner);
  pg::Session other{database.database()};
  // A role without a right on any of it.
  run(other,
      {"SET search_path = \"Other Team\", public", "SET TimeZone = 'Asia/Tokyo'",
       "SET DateStyle = 'German'", "SET quote_all_identifiers = on", "SET ROLE pg_read_all_stats"});
  CHECK(dataset::read_store_objects(other) == objects);

  // Nothing stays behind, within a transaction neither.
  const auto is_as_it_was = [&] {
    return other
               .run(
                   "SELECT current_setting('search_path') || current_setting('TimeZone') || "
                   "current_setting('quote_all_identifiers') AS all")
               .text(0, "all") == "\"Other Team\", publicAsia/Tokyoon";
  };
  CHECK(is_as_it_was());
  other.run("BEGIN");
  CHECK(dataset::read_store_objects(other) == objects);
  CHECK(is_as_it_was());
  other.run("COMMIT");
  CHECK(is_as_it_was());
}
