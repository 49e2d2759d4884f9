// One thread that drives many connections: who gets which answer, and what becomes of the others
// when one fails.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "core/cases/bound_case.hpp"
#include "core/cases/operation_call.hpp"
#include "core/pg/call_loop.hpp"
#include "core/pg/session.hpp"
#include "tests/support/engine_store.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/server_state.hpp"

namespace eventstore::tests {

namespace {

using catalogue::ParameterType;
using catalogue::TransactionMode;

/// With one parameter, `n`.
catalogue::Operation operation(const std::vector<std::string>& statements, bool writes,
                               TransactionMode mode = TransactionMode::autocommit) {
  catalogue::Operation made;
  made.name = "looped";
  made.file = "looped.sql";
  made.transaction = mode;
  made.parameters = {{.name = "n", .type = ParameterType::bigint}};
  for (const std::string& sql : statements) {
    made.steps.push_back({.name = fmt::format("step{}", made.steps.size()),
                          .sql = sql,
                          .parameters = {0},
                          .modifies = writes,
                          .writes = writes});
  }
  return made;
}

/// A connection that calls one operation as often as the test says.
class Client : public pg::Caller {
 public:
  /// Arguments of the next call; nothing when there is none.
  using Next = std::function<std::optional<cases::Arguments>()>;
  using Ended = std::function<void(const cases::CallResult&, cases::OperationCall&)>;

  Client(const pg::Database& database, catalogue::Operation operation, Next next, Ended ended)
      : wire_(database),
        operation_(std::move(operation)),
        next_(std::move(next)),
        ended_(std::move(ended)),
        call_(prepared()) {
    call_.set_format(pg::ResultFormat::text);
  }

  pg::Wire& wire() override { return wire_; }
  bool begin() override {
    const auto arguments = next_();
    if (!arguments) return false;
    call_.set_arguments(*arguments);
    call_.start();
    return true;
  }
  bool advance() override {
    if (!call_.advance()) return false;
    ended_(call_.result(), call_);
    return true;
  }
  void finish() override {
    call_.finish();
    ended_(call_.result(), call_);
  }

 private:
  cases::OperationCall prepared() {
    cases::prepare(wire_, operation_);
    return cases::OperationCall{wire_, operation_};
  }

  pg::Wire wire_;
  catalogue::Operation operation_;
  Next next_;
  Ended ended_;
  cases::OperationCall call_;
};

/// Clients of one thread, each with what its calls ended as.
class Clients {
 public:
  explicit Clients(const pg::Database& database) : database_(database) {}

  /// Calls with these numbers, one after the other.  Returns where the results will be.
  const std::deque<cases::CallResult>& add(const catalogue::Operation& operation,
                                           std::deque<std::int64_t> numbers) {
    const auto next = [numbers = std::move(numbers)]() mutable -> std::optional<cases::Arguments> {
      if (numbers.empty()) return std::nullopt;
      const std::int64_t number = numbers.front();
      numbers.pop_front();
      return cases::Arguments{number};
    };
    return add(operation, next);
  }

  const std::deque<cases::CallResult>& add(const catalogue::Operation& operation,
                                           Client::Next next) {
    auto& results = results_.emplace_back();
    const auto ended = [&results](const cases::CallResult& result, cases::OperationCall&) {
      results.push_back(result);
    };
    add(operation, std::move(next), ended);
    return results;
  }

  Client& add(const catalogue::Operation& operation, Client::Next next, Client::Ended ended) {
    return clients_.emplace_back(database_, operation, std::move(next), std::move(ended));
  }

  Client& last() { return clients_.back(); }

  void run() {
    std::vector<pg::Caller*> callers;
    for (Client& client : clients_) callers.push_back(&client);
    pg::run_calls(callers);
  }

 private:
  const pg::Database& database_;
  std::deque<std::deque<cases::CallResult>> results_;
  std::deque<Client> clients_;
};

/// A manifest that knows a hot tenant, whose new aggregates can be appended to.
dataset::Manifest with_hot_tenant() {
  dataset::Manifest manifest;
  manifest.options = nlohmann::json::object();
  manifest.subjects["hot"] = {.key = 1, .id = "tenant-1"};
  return manifest;
}

/// An operation of a store, and a case of it that makes the arguments.
class StoreCase {
 public:
  StoreCase(const catalogue::Catalogue& catalogue, const std::string& name,
            const std::string& case_name)
      : operation_(find(catalogue.operations, name)),
        bound_(std::get<cases::BoundCase>(cases::BoundCase::bind(
            operation_, find(operation_.cases, case_name), manifest_, progress_, 1))) {}

  [[nodiscard]] const catalogue::Operation& operation() const { return operation_; }

  /// So many calls' arguments.
  Client::Next times(int count) {
    return [this, count]() mutable -> std::optional<cases::Arguments> {
      if (count-- <= 0) return std::nullopt;
      return bound_.next();
    };
  }

 private:
  template <typename Named>
  static const Named& find(const std::vector<Named>& all, const std::string& name) {
    for (const Named& each : all) {
      if (each.name == name) return each;
    }
    throw std::runtime_error("there is no " + name);
  }

  const catalogue::Operation& operation_;
  dataset::Manifest manifest_ = with_hot_tenant();
  cases::Progress progress_;
  cases::BoundCase bound_;
};

std::int64_t count_of(const pg::Database& database, const std::string& from) {
  return pg::Session{database}.run("SELECT count(*) AS n FROM " + from).integer(0, "n");
}

}  // namespace

TEST_CASE("each of many connections on one thread gets its own answers", "[pg][bench][beside]") {
  const EmptiedDatabase scratch;
  pg::Session{scratch.database()}.run(
      "CREATE FUNCTION told(n bigint) RETURNS bigint LANGUAGE plpgsql AS "
      "$$ BEGIN RAISE NOTICE 'of %', n; RETURN n; END $$");
  // With notices, with NULL, and with an answer that takes many reads.
  const auto echo =
      operation({"SELECT told($1) AS n, nullif($1 % 3, 0) AS rest, "
                 "repeat('x', CASE WHEN $1 % 10 = 0 THEN 1000000 ELSE $1::int END) AS text"},
                false);
  constexpr int connections = 40;
  constexpr int calls = 12;
  Clients clients{scratch.database()};
  int answered = 0;
  for (int i = 0; i < connections; ++i) {
    const auto number = std::make_shared<std::int64_t>(i * 100);
    const auto next = [=]() -> std::optional<cases::Arguments> {
      if (*number == i * 100 + calls) return std::nullopt;
      return cases::Arguments{++*number};
    };
    const auto ended = [=, &answered](const cases::CallResult& result, cases::OperationCall& call) {
      INFO(result.message);
      REQUIRE(result.outcome == Outcome::ok);
      CHECK(result.rows == 1);
      const auto reply = call.take_reply(0);
      CHECK(reply->field(0, 0) == std::to_string(*number));
      const std::int64_t rest = *number % 3;
      CHECK(reply->field(0, 1).value_or("NULL") == (rest == 0 ? "NULL" : std::to_string(rest)));
      CHECK(reply->bytes(0, 2).size() ==
            static_cast<std::size_t>(*number % 10 == 0 ? 1'000'000 : *number));
      ++answered;
    };
    clients.add(echo, next, ended);
  }
  clients.run();
  CHECK(answered == connections * calls);
}

TEST_CASE("transactions of several statements go on side by side on one thread",
          "[pg][bench][beside]") {
  const EmptyStore store{"eaf-v1"};
  StoreCase append{store.catalogue(), "append_events", "new_10"};
  REQUIRE(append.operation().transaction == TransactionMode::explicit_read_committed);
  REQUIRE(append.operation().steps.size() > 1);
  Clients clients{store.database()};
  std::vector<const std::deque<cases::CallResult>*> results;
  std::vector<Client*> connections;
  for (int i = 0; i < 8; ++i) {
    results.push_back(&clients.add(append.operation(), append.times(5)));
    connections.push_back(&clients.last());
  }
  clients.run();
  for (const auto* each : results) {
    REQUIRE(each->size() == 5);
    for (const cases::CallResult& result : *each) {
      INFO(result.message);
      CHECK(result.outcome == Outcome::ok);
    }
  }
  for (Client* const each : connections) CHECK(each->wire().is_at_rest());
  CHECK(count_of(store.database(), "domain_events") == 8 * 5 * 10);
}

TEST_CASE("an append that no socket's buffer holds is sent while others read",
          "[pg][bench][beside]") {
  const EmptyStore store;
  StoreCase append{store.catalogue(), "append_events", "new_10000"};
  Clients clients{store.database()};
  bool is_stored = false;
  const auto stored = [&](const cases::CallResult& result, cases::OperationCall&) {
    INFO(result.message);
    CHECK(result.outcome == Outcome::ok);
    is_stored = true;
  };
  clients.add(append.operation(), append.times(1), stored);
  // They end when it has ended: whoever waited for the other would wait for ever.
  const auto read = operation({"SELECT repeat('x', 300000 + 0 * $1::int) AS text"}, false);
  std::vector<const std::deque<cases::CallResult>*> results;
  for (int i = 0; i < 6; ++i) {
    results.push_back(&clients.add(read, [&]() -> std::optional<cases::Arguments> {
      if (is_stored) return std::nullopt;
      return cases::Arguments{std::int64_t{1}};
    }));
  }
  clients.run();
  CHECK(is_stored);
  CHECK(count_of(store.database(), "domain_events") == 10'000);
  for (const auto* each : results) {
    CHECK_FALSE(each->empty());
    for (const cases::CallResult& result : *each) CHECK(result.outcome == Outcome::ok);
  }
}

TEST_CASE("connections that are lost are outcomes of their own calls, and the others go on",
          "[pg][bench][beside]") {
  const EmptiedDatabase scratch;
  pg::Session session{scratch.database()};
  session.run("CREATE TABLE t (n bigint)");
  session.run("CREATE TABLE at_end (n bigint)");
  session.run(
      "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(3600); RETURN NULL; "
      "END $$");
  session.run(
      "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON at_end DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION at_commit()");
  Clients clients{scratch.database()};
  std::deque<std::int64_t> victims;
  const auto add_victim = [&](const catalogue::Operation& victim) -> const auto& {
    const auto& results = clients.add(victim, {1});
    victims.push_back(clients.last().wire().backend_pid());
    return results;
  };
  const std::string waiting = "INSERT INTO t SELECT $1 FROM pg_sleep(3600)";
  const auto explicit_mode = TransactionMode::explicit_read_committed;
  const auto& reading = add_victim(operation({"SELECT $1 FROM pg_sleep(3600)"}, false));
  const auto& writing = add_victim(operation({waiting}, true));
  const auto& in_transaction = add_victim(operation({waiting}, true, explicit_mode));
  const auto& committing =
      clients.add(operation({"INSERT INTO at_end VALUES ($1)"}, true, explicit_mode), {1});
  const auto& ending =
      clients.add(operation({"SELECT pg_terminate_backend($1::int)"}, false), victims);
  const auto& others =
      clients.add(operation({"INSERT INTO t VALUES ($1)"}, true), std::deque<std::int64_t>(50, 7));
  clients.run();

  const auto check_lost = [](const std::deque<cases::CallResult>& results, bool in_doubt) {
    REQUIRE(results.size() == 1);
    INFO(results.front().message);
    CHECK(results.front().outcome == Outcome::connection_lost);
    CHECK(results.front().sqlstate == "57P01");
    CHECK(results.front().in_doubt == in_doubt);
  };
  check_lost(reading, false);
  check_lost(writing, true);
  check_lost(in_transaction, false);
  check_lost(committing, true);
  CHECK(ending.size() == victims.size());
  REQUIRE(others.size() == 50);
  for (const cases::CallResult& result : others) CHECK(result.outcome == Outcome::ok);
  CHECK(count_of(scratch.database(), "t") == 50);
}

TEST_CASE("a connection that was lost before is the outcome of each of its calls",
          "[pg][bench][beside]") {
  const EmptiedDatabase scratch;
  Clients clients{scratch.database()};
  const auto read = operation({"SELECT $1"}, false);
  const auto& lost = clients.add(read, {1, 2, 3});
  pg::Wire& wire = clients.last().wire();
  terminate(scratch.database(), wire.backend_pid());
  const auto& others = clients.add(read, {1, 2, 3});
  clients.run();
  CHECK_FALSE(wire.is_connected());
  REQUIRE(lost.size() == 3);
  for (const cases::CallResult& result : lost) CHECK(result.outcome == Outcome::connection_lost);
  REQUIRE(others.size() == 3);
  for (const cases::CallResult& result : others) CHECK(result.outcome == Outcome::ok);
}

TEST_CASE("a conflict is the outcome of the call that has it, in a transaction and without",
          "[pg][bench][beside]") {
  const EmptiedDatabase scratch;
  pg::Session{scratch.database()}.run("CREATE TABLE t (n bigint PRIMARY KEY)");
  Clients clients{scratch.database()};
  const auto with_rule = [](TransactionMode mode) {
    auto made = operation({"INSERT INTO t VALUES ($1)", "INSERT INTO t VALUES (-$1)"}, true, mode);
    made.outcome_rules = {{.outcome = Outcome::version_conflict, .constraints = {"t_pkey"}}};
    return made;
  };
  const auto& alone = clients.add(with_rule(TransactionMode::autocommit), {1, 1, 2});
  const auto& together =
      clients.add(with_rule(TransactionMode::explicit_read_committed), {11, 11, 12});
  clients.run();
  for (const auto* each : {&alone, &together}) {
    REQUIRE(each->size() == 3);
    CHECK((*each)[0].outcome == Outcome::ok);
    CHECK((*each)[1].outcome == Outcome::version_conflict);
    CHECK((*each)[1].sqlstate == "23505");
    CHECK((*each)[2].outcome == Outcome::ok);
  }
  CHECK(count_of(scratch.database(), "t") == 8);
}

TEST_CASE("when one caller throws, the calls of the others are finished first",
          "[pg][bench][beside]") {
  const EmptiedDatabase scratch;
  pg::Session{scratch.database()}.run("CREATE TABLE t (n bigint)");
  Clients clients{scratch.database()};
  const auto throws = [](const cases::CallResult&, cases::OperationCall&) {
    throw std::runtime_error("enough");
  };
  const auto once = [] { return std::optional{cases::Arguments{std::int64_t{1}}}; };
  const auto& others =
      clients.add(operation({"INSERT INTO t SELECT $1 FROM pg_sleep(0.2)"}, true), once);
  pg::Wire& wire = clients.last().wire();
  clients.add(operation({"SELECT $1"}, false), once, throws);
  CHECK_THROWS_AS(clients.run(), std::runtime_error);
  CHECK(others.size() == 1);
  CHECK(wire.is_at_rest());
  CHECK(wire.answers());
  CHECK(count_of(scratch.database(), "t") == 1);
}

}  // namespace eventstore::tests
