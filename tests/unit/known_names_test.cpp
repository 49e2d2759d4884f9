// A misspelt name in an operation's lines is an error, and not a check that always passes.
#include "core/catalogue/known_names.hpp"

#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::catalogue {

using Catch::Matchers::ContainsSubstring;

namespace {

std::string complaint_about(const std::string& lines, const std::string& script = "") {
  const tests::StoreCopy own{"reference"};
  own.write("operations/mine.sql",
            "-- @name      mine\n-- @question  What?\n" + lines +
                "\n-- @case      hot  tenant=hot\n-- @rows      0..1\n"
                "-- @param     tenant_key  integer  from tenant.key\n"
                "SELECT 1 FROM domain_events WHERE tenant_key = :tenant_key\n");
  if (!script.empty()) own.write("tables/9_mine.sql", script);
  try {
    static_cast<void>(load_catalogue(own.path()));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("misspelt names of @plan and @outcome lines are errors", "[unit][catalogue]") {
  const std::pair<const char*, const char*> lines[] = {
      {"-- @plan never seq_scan(evnts)", "the table 'evnts'; did you mean 'events'?"},
      {"-- @plan never filter(domain_evens)", "did you mean 'domain_events'?"},
      {"-- @plan never trigger(snapshot)", "did you mean 'snapshots'?"},
      {"-- @plan tenant(domainevents)", "did you mean 'domain_events'?"},
      {"-- @plan index_cond(evetns: tenant_key)", "did you mean 'events'?"},
      {"-- @plan index_cond(events: tenant_kye)",
       "the column 'tenant_kye'; did you mean 'tenant_key'?"},
      {"-- @plan index(domain_events_straem_idx)", "the index 'domain_events_straem"},
      {"-- @plan index(domain_evnets_pkey)", "did you mean 'domain_events_pkey'?"},
      {"-- @plan index(domain_events_evnet_id_key)", "the index 'domain_events_evnet_id_key'"},
      {"-- @plan index(tenant_events_pkey1)", "the index 'tenant_events_pkey1'"},
      {"-- @outcome duplicate_event when constraint=domain_evens_pkey",
       "did you mean 'domain_events_pkey'?"},
      {"-- @outcome version_conflikt when sqlstate=23505", "did you mean 'version_conflict'?"},
      {"-- @sla p95 < 5 ms when tenat=hot", "none sets 'tenat'; known are tenant; did you mean"},
      {"-- @sla max < 5 ms when tenant=hto", "none has tenant=hto; known are tenant=hot; did"},
      {"-- @plan never sort when tenant=cold", "none has tenant=cold; known are tenant=hot"},
      {"-- @plan never sort when moed=custom", "none sets 'moed'; known are tenant"},
      {"-- @plan never sort when mode=genric", "did you mean 'mode=generic'?"},
      {"-- @plan never seqscan(events)", "did you mean 'never seq_scan'?"},
      {"-- @plan indexcond(events: tenant_key)", "did you mean 'index_cond'?"},
      {"-- @plan bufers <= 20", "did you mean 'buffers'?"},
      {"-- @rwos 1", "did you mean 'rows'?"},
      {"-- @param x intger from tenant.key", "did you mean 'integer'?"},
      {"-- @outcome version_conflict when constraint=domain_event_strem", "the constraint"},
      {"-- @plan never seq_scan(zzz)", "no file of the store mentions the table 'zzz'"},
  };
  for (const auto& [line, complaint] : lines) {
    CAPTURE(line);
    CHECK_THAT(complaint_about(line),
               ContainsSubstring("operations/mine.sql:3: ") && ContainsSubstring(complaint));
  }
}

TEST_CASE("names that a store has, or the server makes, are taken", "[unit][catalogue]") {
  for (const char* line :
       {"-- @plan never seq_scan(events)", "-- @plan never seq_scan(TENANTS)",
        "-- @plan never seq_scan(domain_events)", "-- @plan index(domain_events_pkey)",
        "-- @plan index_cond(snapshots: aggregate_id)",
        "-- @outcome version_conflict when constraint=domain_events_pkey",
        "-- @outcome version_conflict when constraint=tenants_tenant_id_key"}) {
    CAPTURE(line);
    CHECK(complaint_about(line).empty());
  }
  CHECK(complaint_about("-- @plan never seq_scan(events_p7)",
                        "DO $$ BEGIN EXECUTE format('CREATE TABLE events_p%s (a int)', 7); END $$;")
            .empty());
}

TEST_CASE("the nearest name is suggested, and none that is far", "[unit][tool]") {
  CHECK(did_you_mean("evnets", {"events", "tenants"}) == "; did you mean 'events'?");
  CHECK(did_you_mean("event", {"tenants", "events"}) == "; did you mean 'events'?");
  CHECK(did_you_mean("orders", {"events", "tenants"}).empty());
  CHECK(did_you_mean("x", {}).empty());
  CHECK(did_you_mean(std::string(1'000'000, 'x'), {std::string(1'000'000, 'x')}).empty());
}

}  // namespace eventstore::catalogue
