// Stores whose scripts keep COPY away from a role that is no superuser: refused before anything is
// committed, with the remedy.
#include <chrono>
#include <string>
#include <tuple>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

ProgramResult seed_as(const OwnServer& server, const std::string& role, const StoreCopy& store) {
  return run_program(
      "seed-events",
      {"--events", "2000", "--tenants", "5", "--quiet", "--store", store.path(), "--database",
       fmt::format("host=127.0.0.1 port={} dbname=shop user={}", server.port(), role)},
      {.time_limit = std::chrono::seconds{120}});
}

}  // namespace

TEST_CASE("row level security that keeps COPY away is refused before tables are committed",
          "[pg][seed][others]") {
  const OwnServer server{Tcp::without_password};
  server.empty_database("shop");
  pg::Session session = server.session("shop");
  session.run("CREATE ROLE harness LOGIN NOINHERIT");
  session.run("CREATE ROLE passing LOGIN BYPASSRLS");
  session.run("CREATE ROLE another");
  session.run("GRANT another TO harness");
  session.run("GRANT CREATE ON DATABASE shop TO harness, passing");
  session.run("GRANT USAGE, CREATE ON SCHEMA public TO harness, passing, another");
  const std::vector<std::tuple<int, std::string, std::string>> scripts{
      {2, "ALTER ROLE harness BYPASSRLS",
       "ALTER TABLE domain_events ENABLE ROW LEVEL SECURITY; ALTER TABLE domain_events FORCE ROW "
       "LEVEL SECURITY; CREATE POLICY tenant ON domain_events USING (tenant_key = "
       "current_setting('app.tenant')::int)"},
      {2, "table public.tenants of the store forces row level security",
       "ALTER TABLE tenants ENABLE ROW LEVEL SECURITY; ALTER TABLE tenants FORCE ROW LEVEL "
       "SECURITY; CREATE POLICY everybody ON tenants USING (true)"},
      {1, "lacks the right to insert on table public.domain_events",
       "REVOKE INSERT ON domain_events FROM CURRENT_USER"},
      {2, "belongs to another role than harness",
       "ALTER TABLE domain_events ENABLE ROW LEVEL SECURITY; GRANT ALL ON domain_events TO "
       "harness; ALTER TABLE domain_events OWNER TO another"}};
  for (const auto& [exit_code, named, script] : scripts) {
    CAPTURE(script);
    const StoreCopy store{"reference"};
    store.write("tables/5_rls.sql", script);
    const ProgramResult refused = seed_as(server, "harness", store);
    CAPTURE(refused.err);
    CHECK(refused.exit_code == exit_code);
    CHECK_THAT(refused.err, ContainsSubstring(named) && !ContainsSubstring("half filled"));
    CHECK(session.run("SELECT FROM pg_class WHERE oid >= 16384 AND relkind = 'r'").empty());
  }

  // The same store with a role that the policies do not hold back.
  const StoreCopy store{"reference"};
  store.write("tables/5_rls.sql", std::get<2>(scripts.front()));
  const ProgramResult seeded = seed_as(server, "passing", store);
  CAPTURE(seeded.err);
  CHECK(seeded.exit_code == 0);
  CHECK(session.run("SELECT count(*) AS n FROM domain_events").integer(0, "n") == 2000);
}

}  // namespace eventstore::tests
