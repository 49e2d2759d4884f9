// Appends whose commit got no answer: what the engine says in the end is what is stored.

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <fmt/format.h>

#include "core/engine/append_in_doubt.hpp"
#include "tests/support/cutting_proxy.hpp"
#include "tests/support/engine_store.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/prepared_operation.hpp"

namespace eventstore::tests {

using engine::Append;
using engine::AppendEnd;
using engine::EventStorageEngine;

namespace {

/// For all values of a test.
const OwnServer& own_server() {
  static const OwnServer server{Tcp::without_password};
  return server;
}

/// A store on a server of its own, reached directly or through a proxy.
class ProxiedStore {
 public:
  explicit ProxiedStore(const std::string& store) : catalogue_(catalogue::load_catalogue(store)) {
    own_server().empty_database("shop");
    pg::Wire wire{directly()};
    install_store(wire, catalogue_);
  }

  /// The proxy cuts the first append.
  [[nodiscard]] CuttingProxy proxy(CommitFate fate) const {
    const bool is_explicit = catalogue_.store.name == "eaf-v1";
    return is_explicit ? CuttingProxy{own_server().port(), "", fate}
                       : CuttingProxy{own_server().port(), "append_events", fate, CutAt::call};
  }

  [[nodiscard]] pg::Database directly() const { return at(own_server().port()); }

  /// A new connection through the proxy for each attempt.
  [[nodiscard]] engine::EngineSource source(const CuttingProxy& proxy) const {
    return [this, &proxy](const std::function<void(EventStorageEngine&)>& use) {
      pg::Wire wire{at(proxy.port())};
      EventStorageEngine engine{wire, catalogue_};
      use(engine);
      return Outcome::ok;
    };
  }

  void append_directly(const Append& append) const {
    pg::Wire wire{directly()};
    EventStorageEngine engine{wire, catalogue_};
    REQUIRE(engine.append_events(append).outcome == Outcome::ok);
  }

  [[nodiscard]] std::vector<std::string> stored_ids(const engine::AggregateName& aggregate) const {
    pg::Wire wire{directly()};
    EventStorageEngine engine{wire, catalogue_};
    std::vector<std::string> ids;
    for (const auto& event : engine.load_aggregate(aggregate).events) {
      ids.emplace_back(event.event_id);
    }
    return ids;
  }

 private:
  static pg::Database at(int port) {
    return pg::resolve_database(
        fmt::format("host=127.0.0.1 port={} user=eventstore dbname=shop sslmode=disable "
                    "gssencmode=disable",
                    port),
        "");
  }

  catalogue::Catalogue catalogue_;
};

std::vector<std::string> ids_of(const Append& append) {
  std::vector<std::string> ids;
  for (const engine::NewEvent& event : append.events) ids.push_back(event.id);
  return ids;
}

const engine::Sleep no_sleep = [](std::chrono::microseconds) {};

AppendEnd append_through(const engine::EngineSource& source, const Append& append,
                         engine::AttemptCounts& counts, const engine::Sleep& sleep = no_sleep,
                         int attempts = 4) {
  return engine::append_and_resolve(source, append, {.attempts = attempts}, 1, counts, sleep);
}

}  // namespace

TEST_CASE("an append whose answer was lost is stored once, and known to be", "[pg][in_doubt]") {
  const auto fate = GENERATE(CommitFate::lost, CommitFate::executed);
  const ProxiedStore store{GENERATE("reference", "eaf-v1")};
  const Append append = changes(order(1), 0, 3);
  CuttingProxy proxy = store.proxy(fate);
  engine::AttemptCounts counts;
  const AppendEnd end = append_through(store.source(proxy), append, counts);
  CHECK(proxy.has_cut());
  CHECK(end.outcome == Outcome::ok);
  CHECK_FALSE(end.in_doubt);
  CHECK(end.attempts == 2);
  CHECK(counts.of(1, Outcome::connection_lost) == 1);
  CHECK(counts.of(2, Outcome::ok) == 1);
  CHECK(counts.issued() == 2);
  CHECK(store.stored_ids(order(1)) == ids_of(append));
}

TEST_CASE("an append that was stored is known again when others have followed it",
          "[pg][in_doubt]") {
  const ProxiedStore store{"reference"};
  const Append ours = changes(order(1), 0, 2);
  const Append next = changes(order(1), 2);
  CuttingProxy proxy = store.proxy(CommitFate::executed);
  engine::AttemptCounts counts;
  const AppendEnd end =
      append_through(store.source(proxy), ours, counts, [&](auto) { store.append_directly(next); });
  CHECK(end.outcome == Outcome::ok);
  CHECK_FALSE(end.in_doubt);
  CHECK(store.stored_ids(order(1)).size() == 3);
}

TEST_CASE("a lost append whose version another one took is a conflict, for certain",
          "[pg][in_doubt]") {
  const ProxiedStore store{GENERATE("reference", "eaf-v1")};
  const Append ours = changes(order(1), 0, 2);
  const Append theirs = changes(order(1), 0);
  CuttingProxy proxy = store.proxy(CommitFate::lost);
  engine::AttemptCounts counts;
  const AppendEnd end = append_through(store.source(proxy), ours, counts,
                                       [&](auto) { store.append_directly(theirs); });
  CHECK(end.outcome == Outcome::version_conflict);
  CHECK_FALSE(end.in_doubt);
  CHECK(end.attempts == 2);
  CHECK(store.stored_ids(order(1)) == ids_of(theirs));
}

TEST_CASE("an append stays in doubt when no attempt is left, and says so", "[pg][in_doubt]") {
  const ProxiedStore store{"reference"};
  CuttingProxy proxy = store.proxy(CommitFate::executed);
  engine::AttemptCounts counts;
  const AppendEnd end =
      append_through(store.source(proxy), changes(order(1), 0), counts, no_sleep, 1);
  CHECK(end.outcome == Outcome::connection_lost);
  CHECK(end.in_doubt);
  CHECK(counts.issued() == 1);
}

TEST_CASE("an append stays in doubt while there is no connection to ask over", "[pg][in_doubt]") {
  const ProxiedStore store{"reference"};
  CuttingProxy proxy = store.proxy(CommitFate::executed);
  const engine::EngineSource through = store.source(proxy);
  int calls = 0;
  const engine::EngineSource once = [&](const auto& use) {
    return ++calls == 1 ? through(use) : Outcome::rejected;
  };
  engine::AttemptCounts counts;
  const AppendEnd end = append_through(once, changes(order(1), 0), counts);
  CHECK(end.outcome == Outcome::rejected);
  CHECK(end.in_doubt);
  CHECK(end.attempts == 4);
  CHECK(counts.of(4, Outcome::rejected) == 1);
}

TEST_CASE("a version in the future leaves the lost append in doubt: it may still be on its way",
          "[pg][in_doubt]") {
  const ProxiedStore store{"reference"};
  CuttingProxy proxy = store.proxy(CommitFate::lost);
  engine::AttemptCounts counts;
  const AppendEnd end = append_through(store.source(proxy), changes(order(1), 5), counts);
  CHECK(end.outcome == Outcome::version_conflict);
  CHECK(end.in_doubt);
  CHECK(end.attempts == 4);
}

TEST_CASE("without a doubt, a conflict and a repeated event are not tried again",
          "[pg][in_doubt]") {
  const EmptyStore made;
  ConnectedEngine store{made};
  const engine::EngineSource source = [&](const auto& use) {
    use(store.engine);
    return Outcome::ok;
  };
  engine::AttemptCounts counts;
  const Append first = changes(order(1), 0);
  CHECK(append_through(source, first, counts).outcome == Outcome::ok);
  const AppendEnd conflict = append_through(source, changes(order(1), 0), counts);
  CHECK(conflict.outcome == Outcome::version_conflict);
  CHECK(conflict.attempts == 1);
  Append repeated = first;
  repeated.expected_version = 1;
  const AppendEnd duplicate = append_through(source, repeated, counts);
  CHECK(duplicate.outcome == Outcome::duplicate_event);
  CHECK(duplicate.attempts == 1);
  CHECK(counts.issued() == 3);
}

}  // namespace eventstore::tests
