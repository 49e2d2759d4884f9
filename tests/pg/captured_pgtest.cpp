// plan-review on what auto_explain really writes.

#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <libpq-fe.h>

#include "core/result/document.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using tests::EmptiedDatabase;
using tests::ProgramResult;
using tests::run_program;

namespace {

/// A session that keeps what the server tells it while it works.
class ToldSession {
 public:
  explicit ToldSession(const std::string& connection_string)
      : connection_(PQconnectdb(connection_string.c_str())) {
    PQsetNoticeProcessor(
        connection_,
        [](void* told, const char* message) { *static_cast<std::string*>(told) += message; },
        &told_);
  }
  ~ToldSession() { PQfinish(connection_); }
  ToldSession(const ToldSession&) = delete;
  ToldSession& operator=(const ToldSession&) = delete;

  [[nodiscard]] bool try_run(const std::string& sql) {
    PGresult* result = PQexec(connection_, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  }

  void run(const std::string& sql) {
    const bool ok = try_run(sql);
    INFO(sql << "\n" << PQerrorMessage(connection_));
    REQUIRE(ok);
  }

  [[nodiscard]] const std::string& told() const { return told_; }

 private:
  PGconn* connection_;
  std::string told_;
};

/// As the server's own log has it: a prefix, and each further line behind a tab.
std::string as_server_log(const std::string& told) {
  std::string log;
  bool begins = true;
  for (std::size_t at = 0; at < told.size();) {
    const std::size_t end = std::min(told.find('\n', at), told.size());
    const std::string line = told.substr(at, end - at);
    begins = line.starts_with("LOG:  ") || line.starts_with("NOTICE:  ");
    log += (begins ? "2026-11-21 10:00:00 UTC [42] app@db " : "\t") + line + "\n";
    at = end + 1;
  }
  return log;
}

void write(const std::string& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

}  // namespace

TEST_CASE("what auto_explain logs is reviewed, statements inside of functions as well",
          "[pg][explain][beside]") {
  const EmptiedDatabase scratch;
  ToldSession session{scratch.connection_string()};
  if (!session.try_run("LOAD 'auto_explain'")) SKIP("the server has no auto_explain");
  session.run(
      "CREATE TABLE orders AS SELECT n AS id, n % 100 AS customer, repeat('x', 100) AS note "
      "FROM generate_series(1, 20000) AS n");
  session.run(
      "CREATE TABLE domain_events (event_id uuid PRIMARY KEY, global_position bigint, "
      "transaction_id xid8, tenant_key integer, aggregate_id uuid, sequence_number bigint)");
  session.run(
      "CREATE FUNCTION orders_of(wanted integer) RETURNS bigint LANGUAGE plpgsql AS $$ "
      "BEGIN RETURN (SELECT count(*) FROM orders WHERE customer = wanted AND id < 50); END $$");
  for (const char* setting :
       {"auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on",
        "auto_explain.log_buffers = on", "auto_explain.log_nested_statements = on",
        "auto_explain.log_format = json", "max_parallel_workers_per_gather = 0",
        "client_min_messages = log"}) {
    session.run(std::string{"SET "} + setting);
  }
  session.run("SELECT orders_of(1)");
  session.run("SELECT orders_of(2)");
  session.run(
      "PREPARE find (uuid, integer) AS /* by id */ "
      "SELECT global_position, transaction_id, tenant_key, aggregate_id, sequence_number "
      "FROM domain_events WHERE event_id = $1 AND tenant_key = $2");
  session.run("EXECUTE find('00000000-0000-0000-0000-000000000001', 1)");

  const tests::TemporaryDirectory directory;
  write(directory / "client.log", session.told());
  write(directory / "server.log", as_server_log(session.told()));
  for (const char* log : {"client.log", "server.log"}) {
    const ProgramResult result = run_program(
        "plan-review", {"--captured", directory / log, "--out", directory / "plans.json"});
    INFO(log << "\n" << result.out << result.err << session.told());
    CHECK(result.exit_code == 5);
    CHECK_THAT(result.out, ContainsSubstring("plans of auto_explain in ") &&
                               ContainsSubstring("expected  default: never seq_scan(orders)") &&
                               ContainsSubstring("Seq Scan of orders") &&
                               ContainsSubstring("logged 2 times"));
    CHECK_THAT(result.out, ContainsSubstring("find_event"));
    const auto document = result::read_document(directory / "plans.json");
    CHECK(document.exit_code == ExitCode::plan_expectation_failed);
    const ProgramResult with_tables = run_program(
        "plan-review", {"--captured", directory / log, "--database", scratch.connection_string()});
    CHECK(with_tables.exit_code == 5);
  }

  const std::size_t in_json = session.told().size();
  session.run("SET auto_explain.log_format = text");
  session.run("SELECT orders_of(3)");
  write(directory / "both.log", as_server_log(session.told()));
  const ProgramResult both = run_program("plan-review", {"--captured", directory / "both.log"});
  CHECK(both.exit_code == 5);
  CHECK_THAT(both.out, ContainsSubstring("(set auto_explain.log_format = json)"));

  write(directory / "text.log", as_server_log(session.told().substr(in_json)));
  const ProgramResult text = run_program("plan-review", {"--captured", directory / "text.log"});
  CHECK(text.exit_code == 2);
  CHECK_THAT(text.err, ContainsSubstring("set auto_explain.log_format = json"));

  write(directory / "none.log", "2026 LOG:  checkpoint starting: time\n");
  const ProgramResult none = run_program("plan-review", {"--captured", directory / "none.log"});
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, ContainsSubstring("0 plans of auto_explain") &&
                           ContainsSubstring("auto_explain.log_min_duration"));
}

TEST_CASE("what is asked of cases is refused for a log, instead of being passed over",
          "[pg][explain][beside]") {
  for (const char* option :
       {"--grow", "--mutate", "--list", "--filter=x", "--mode=custom", "--baseline=plans"}) {
    CAPTURE(option);
    const ProgramResult result = run_program("plan-review", {"--captured", "x.log", option});
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring("--captured"));
  }
}

}  // namespace eventstore
