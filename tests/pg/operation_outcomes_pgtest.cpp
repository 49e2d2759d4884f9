// What a call ends as when the server, or the way to it, fails: each failure provoked for real.

#include <future>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/cases/operation_call.hpp"
#include "core/pg/session.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/server_state.hpp"

namespace eventstore::tests {

namespace {

using catalogue::TransactionMode;

catalogue::Operation operation(const std::string& sql, TransactionMode mode, bool writes) {
  catalogue::Operation made;
  made.name = "provoked";
  made.file = "provoked.sql";
  made.transaction = mode;
  made.steps = {{.sql = sql, .modifies = writes, .writes = writes}};
  return made;
}

catalogue::Operation read(const std::string& sql) {
  return operation(sql, TransactionMode::autocommit, false);
}
catalogue::Operation write(const std::string& sql) {
  return operation(sql, TransactionMode::autocommit, true);
}
catalogue::Operation transaction(const std::string& sql) {
  return operation(sql, TransactionMode::explicit_read_committed, true);
}

/// A connection with one operation prepared on it.
class Caller {
 public:
  Caller(const pg::Database& database, catalogue::Operation operation)
      : wire_(database), operation_(std::move(operation)), call_(prepared()) {}

  cases::CallResult run() {
    call_.set_arguments({});
    return call_.run();
  }
  pg::Wire& wire() { return wire_; }
  [[nodiscard]] std::string pid_is() const {
    return "pid = " + std::to_string(wire_.backend_pid()) + " ";
  }

 private:
  cases::OperationCall prepared() {
    cases::prepare(wire_, operation_);
    return cases::OperationCall{wire_, operation_};
  }

  pg::Wire wire_;
  catalogue::Operation operation_;
  cases::OperationCall call_;
};

/// Two rows, numbered 1 and 2, in a database of their own.
class Rows {
 public:
  Rows() {
    change("CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)");
    change("INSERT INTO t VALUES (1), (2)");
  }
  void change(const std::string& sql) const { pg::Session{database()}.run(sql); }
  [[nodiscard]] std::int64_t count(const std::string& condition = "true") const {
    return pg::Session{database()}
        .run("SELECT count(*) AS n FROM t WHERE " + condition)
        .integer(0, "n");
  }
  [[nodiscard]] const pg::Database& database() const { return scratch_.database(); }

 private:
  EmptiedDatabase scratch_;
};

/// From now on whoever inserts into `t` has this done within COMMIT.
void at_commit(const Rows& rows, const std::string& plpgsql) {
  rows.change("CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " +
              plpgsql + " RETURN NULL; END $$");
  rows.change(
      "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION at_commit()");
}

void check_lost(const cases::CallResult& result, const std::string& sqlstate, bool in_doubt) {
  CAPTURE(result.message);
  CHECK(result.outcome == Outcome::connection_lost);
  CHECK(result.sqlstate == sqlstate);
  CHECK(result.in_doubt == in_doubt);
  CHECK_FALSE(result.message.empty());
}

void check_failed(const cases::CallResult& result, Outcome outcome, const std::string& sqlstate) {
  CAPTURE(result.message);
  CHECK(name_of(result.outcome) == name_of(outcome));
  CHECK(result.sqlstate == sqlstate);
  CHECK_FALSE(result.in_doubt);
  CHECK_FALSE(result.message.empty());
}

}  // namespace

TEST_CASE("of two serializable transactions that change the same row, one fails to serialize",
          "[pg][outcome]") {
  const Rows rows;
  Caller first{rows.database(), write("UPDATE t SET n = n + 1 WHERE id = 1")};
  Caller second{rows.database(), write("UPDATE t SET n = n + 1 WHERE id = 1")};
  for (Caller* each : {&first, &second}) {
    each->wire().command("BEGIN ISOLATION LEVEL SERIALIZABLE");
    each->wire().command("SELECT n FROM t");
  }
  CHECK(first.run().outcome == Outcome::ok);
  first.wire().command("COMMIT");
  check_failed(second.run(), Outcome::serialization_failure, "40001");
}

TEST_CASE("of two transactions that wait for each other, one is told of the deadlock",
          "[pg][outcome]") {
  const Rows rows;
  Caller first{rows.database(), write("UPDATE t SET n = n + 1 WHERE id = 2")};
  Caller second{rows.database(), write("UPDATE t SET n = n + 1 WHERE id = 1")};
  first.wire().command("BEGIN");
  first.wire().command("UPDATE t SET n = 7 WHERE id = 1");
  second.wire().command("BEGIN");
  second.wire().command("UPDATE t SET n = 7 WHERE id = 2");
  auto waiting = std::async(std::launch::async, [&] { return first.run(); });
  const cases::CallResult of_second = second.run();
  const cases::CallResult of_first = waiting.get();
  const bool is_first = of_first.outcome == Outcome::deadlock;
  check_failed(is_first ? of_first : of_second, Outcome::deadlock, "40P01");
  CHECK((is_first ? of_second : of_first).outcome == Outcome::ok);
}

TEST_CASE("a lock that does not come within lock_timeout is a timeout", "[pg][outcome]") {
  const Rows rows;
  pg::Wire holder{rows.database()};
  holder.command("BEGIN");
  holder.command("UPDATE t SET n = 7");
  Caller caller{rows.database(), write("UPDATE t SET n = n + 1")};
  caller.wire().command("SET lock_timeout = '1ms'");
  check_failed(caller.run(), Outcome::timeout, "55P03");
  holder.command("ROLLBACK");
  caller.wire().command("RESET lock_timeout");
  CHECK(caller.run().outcome == Outcome::ok);
}

TEST_CASE("a statement that outlasts statement_timeout is a timeout", "[pg][outcome]") {
  const Rows rows;
  Caller caller{rows.database(), transaction("SELECT pg_sleep(3600)")};
  caller.wire().command("SET statement_timeout = '50ms'");
  check_failed(caller.run(), Outcome::timeout, "57014");
  CHECK(caller.wire().is_at_rest());  // The transaction is rolled back.
}

TEST_CASE("a session that is ended while its transaction waits for the client is a timeout",
          "[pg][outcome]") {
  const Rows rows;
  // When the server's reason comes together with its answer to BEGIN, libpq takes it for a notice;
  // then there is a doubt, which is the safe side.
  cases::CallResult result;
  for (int attempt = 0; attempt < 100 && result.sqlstate.empty(); ++attempt) {
    Caller caller{rows.database(), write("UPDATE t SET n = 9")};
    caller.wire().command("SET idle_in_transaction_session_timeout = '50ms'");
    const std::string is_caller = caller.pid_is();
    caller.wire().command("BEGIN");
    wait_for_no_session(rows.database(), is_caller);
    result = caller.run();
    CHECK_FALSE(caller.wire().is_connected());
    if (result.sqlstate.empty()) check_lost(result, "", true);
  }
  check_failed(result, Outcome::timeout, "25P03");
  CHECK(rows.count("n = 9") == 0);
}

TEST_CASE("a session that is ended during a statement is lost; what only reads is in no doubt",
          "[pg][outcome]") {
  const Rows rows;
  const auto lose = [&](catalogue::Operation which, bool in_doubt) {
    CAPTURE(which.steps[0].sql);
    Caller caller{rows.database(), std::move(which)};
    const std::string is_asleep = caller.pid_is() + "AND wait_event = 'PgSleep'";
    auto running = std::async(std::launch::async, [&] { return caller.run(); });
    wait_for_session(rows.database(), is_asleep);
    terminate(rows.database(), caller.wire().backend_pid());
    check_lost(running.get(), "57P01", in_doubt);
    CHECK_FALSE(caller.wire().is_connected());
    // Nothing can be sent any more, so nothing can be in doubt.
    check_lost(caller.run(), "", false);
  };
  const std::string insert = "INSERT INTO t SELECT 3 FROM pg_sleep(3600)";
  lose(read("SELECT pg_sleep(3600)"), false);
  lose(write(insert), true);
  lose(transaction(insert), false);  // No COMMIT was sent.
  CHECK(rows.count() == 2);
}

TEST_CASE("a session that was ended before the call is lost, with the server's reason",
          "[pg][outcome]") {
  const Rows rows;
  const auto lose = [&](catalogue::Operation which, bool in_doubt) {
    Caller caller{rows.database(), std::move(which)};
    terminate(rows.database(), caller.wire().backend_pid());
    CHECK(caller.wire().is_connected());  // Not noticed yet.
    check_lost(caller.run(), "57P01", in_doubt);
  };
  lose(read("SELECT 1"), false);
  lose(write("UPDATE t SET n = 1"), true);         // It was sent; the client cannot know more.
  lose(transaction("UPDATE t SET n = 1"), false);  // BEGIN has failed.
}

TEST_CASE("an autocommit step that has written leaves a doubt when a later one is lost",
          "[pg][outcome]") {
  const Rows rows;
  catalogue::Operation both = write("UPDATE t SET n = 5");
  both.steps[0].name = "first";
  both.steps.push_back({.name = "second", .sql = "SELECT pg_terminate_backend(pg_backend_pid())"});
  Caller caller{rows.database(), both};
  check_lost(caller.run(), "57P01", true);
  CHECK(rows.count("n = 5") == 2);
}

TEST_CASE("a COMMIT that fails is an outcome, and nothing is stored", "[pg][outcome]") {
  const Rows rows;
  SECTION("by a deferred foreign key") {
    rows.change("ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES t (id) DEFERRABLE NOT VALID");
    rows.change("ALTER TABLE t ALTER CONSTRAINT t_n_fkey DEFERRABLE INITIALLY DEFERRED");
    Caller caller{rows.database(), transaction("INSERT INTO t VALUES (3, 99)")};
    check_failed(caller.run(), Outcome::other_error, "23503");
    CHECK(caller.wire().is_at_rest());
  }
  SECTION("by a deferred key, which the operation knows") {
    rows.change(
        "ALTER TABLE t ADD CONSTRAINT t_n_key UNIQUE (id, n) DEFERRABLE INITIALLY DEFERRED");
    rows.change("ALTER TABLE t DROP CONSTRAINT t_pkey");
    catalogue::Operation insert = transaction("INSERT INTO t VALUES (1, 0)");
    insert.outcome_rules = {{.outcome = Outcome::version_conflict, .constraints = {"t_n_key"}}};
    Caller caller{rows.database(), insert};
    check_failed(caller.run(), Outcome::version_conflict, "23505");
    CHECK(caller.wire().is_at_rest());
  }
  SECTION("because it cannot be serialized") {
    at_commit(rows, "RAISE serialization_failure;");
    Caller caller{rows.database(), transaction("INSERT INTO t VALUES (3)")};
    check_failed(caller.run(), Outcome::serialization_failure, "40001");
    CHECK(caller.wire().is_at_rest());
  }
  CHECK(rows.count() == 2);
}

TEST_CASE("a statement that needs a connection, and finds the server full, is rejected",
          "[pg][outcome]") {
  const Rows rows;
  rows.change(
      "CREATE FUNCTION connect() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE "
      "too_many_connections; END $$");
  Caller caller{rows.database(), write("UPDATE t SET n = connect()")};
  check_failed(caller.run(), Outcome::rejected, "53300");
  CHECK(caller.wire().is_at_rest());
  CHECK(rows.count("n = 0") == 2);
}

TEST_CASE("a connection that is lost within COMMIT leaves a doubt: here it is not stored",
          "[pg][outcome]") {
  const Rows rows;
  at_commit(rows, "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(3600);");
  Caller caller{rows.database(), transaction("INSERT INTO t VALUES (3)")};
  check_lost(caller.run(), "57P01", true);
  CHECK(rows.count() == 2);
}

TEST_CASE("a connection that is lost within COMMIT leaves a doubt: here it is stored",
          "[pg][outcome]") {
  // Committed, and waiting for a standby that never comes.
  const OwnServer server{Tcp::without_password, {"synchronous_standby_names=nobody"}};
  const pg::Database database = pg::resolve_database(server.superuser(), "");
  const auto count = [&] {
    return server.session().run("SELECT count(*) AS n FROM t").integer(0, "n");
  };
  pg::Wire owner{database};
  owner.command("SET synchronous_commit = local");
  owner.command("CREATE TABLE t (id int)");
  for (const auto& insert :
       {transaction("INSERT INTO t VALUES (3)"), write("INSERT INTO t VALUES (3)")}) {
    const std::int64_t before = count();
    Caller caller{database, insert};
    const std::string is_waiting = caller.pid_is() + "AND wait_event = 'SyncRep'";
    auto running = std::async(std::launch::async, [&] { return caller.run(); });
    wait_for_session(database, is_waiting);
    CHECK(count() == before);  // Nobody sees it as long as it waits.
    terminate(database, caller.wire().backend_pid());
    check_lost(running.get(), "", true);  // Here the server does not say why.
    CHECK(count() == before + 1);
  }
}

TEST_CASE("an error of libpq's own on a good connection is no lost connection", "[pg][outcome]") {
  const Rows rows;
  pg::Wire wire{rows.database()};
  catalogue::Operation too_many = write("UPDATE t SET n = 1");
  too_many.parameters = {{.name = "n", .type = catalogue::ParameterType::bigint}};
  too_many.steps[0].parameters.assign(65'536, 0);  // One more than the protocol has.
  cases::OperationCall call{wire, too_many};
  call.set_arguments({std::int64_t{1}});
  check_failed(call.run(), Outcome::other_error, "");
  CHECK(wire.is_at_rest());
}

TEST_CASE("a statement with a wrong number of parameters is no lost connection", "[pg][outcome]") {
  const Rows rows;
  pg::Wire wire{rows.database()};
  catalogue::Operation one_too_many = read("SELECT n FROM t");
  cases::prepare(wire, one_too_many);
  one_too_many.parameters = {{.name = "n", .type = catalogue::ParameterType::bigint}};
  one_too_many.steps[0].parameters = {0};
  cases::OperationCall call{wire, one_too_many};
  call.set_arguments({std::int64_t{1}});
  check_failed(call.run(), Outcome::other_error, "08P01");
  CHECK(wire.is_at_rest());
}

}  // namespace eventstore::tests
