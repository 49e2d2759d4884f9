// What keeps others waiting is named, and nobody who does not.

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/pg/holders.hpp"
#include "core/pg/wire.hpp"
#include "tests/support/own_server.hpp"

namespace eventstore::tests {

namespace {

using pg::Holder;
using pg::HolderKind;
using pg::Holders;

/// Two databases, `mine` and `other`, and a role that may not see what others do.
class Neighbours {
 public:
  Neighbours() {
    server_.empty_database("mine");
    server_.empty_database("other");
    auto session = server_.session();
    session.run("CREATE ROLE poor LOGIN");
    server_.session("mine").run("CREATE TABLE things (thing int)");
    server_.session("other").run("CREATE TABLE things (thing int)");
  }

  [[nodiscard]] const OwnServer& server() const { return server_; }
  [[nodiscard]] pg::Session session(const std::string& database = "mine") const {
    return server_.session(database);
  }
  [[nodiscard]] pg::Session poor_session() const {
    return pg::Session{database("mine", " user=poor")};
  }
  /// Runs `statements` one by one, and keeps the session.
  [[nodiscard]] pg::Wire doing(const std::string& in,
                               const std::vector<std::string>& statements) const {
    pg::Wire wire{database(in, " application_name=neighbour")};
    for (const std::string& statement : statements) wire.command(statement);
    return wire;
  }

 private:
  [[nodiscard]] pg::Database database(const std::string& name, const std::string& more) const {
    return {.connection_string = server_.superuser(name) + more, .name = name};
  }

  OwnServer server_{Tcp::without_password, {"max_prepared_transactions=4", "wal_level=logical"}};
};

const std::vector<std::string> writing{"BEGIN", "INSERT INTO things VALUES (1)"};
const std::vector<std::string> reading{"BEGIN ISOLATION LEVEL REPEATABLE READ",
                                       "SELECT count(*) FROM things"};

std::size_t count_of(const Holders& holders, HolderKind kind) {
  return static_cast<std::size_t>(
      std::count_if(holders.found.begin(), holders.found.end(),
                    [&](const Holder& holder) { return holder.kind == kind; }));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("nobody is named where nobody is waited for", "[pg][holders]") {
  const Neighbours neighbours;
  pg::Session session = neighbours.session();
  const Holders readers = pg::holders_of_readers(session);
  CHECK(readers.found.empty());
  CHECK(readers.unseen.empty());
  CHECK(pg::holders_text(readers).empty());
  CHECK(pg::holders_of_vacuum(session, pg::Vacuumed::shared_catalog).found.empty());
  CHECK(pg::synchronous_waits_text(pg::synchronous_waits(session)).empty());
}

TEST_CASE("a transaction that writes in another database holds back readers, and no VACUUM here",
          "[pg][holders]") {
  const Neighbours neighbours;
  const pg::Wire writer = neighbours.doing("other", writing);
  pg::Session session = neighbours.session();
  const Holders readers = pg::holders_of_readers(session);
  REQUIRE(readers.found.size() == 1);
  const Holder& holder = readers.found.front();
  CHECK(holder.kind == HolderKind::session);
  CHECK(holder.pid == writer.backend_pid());
  CHECK(holder.database == "other");
  CHECK(holder.state == "idle in transaction");
  CHECK(holder.seconds.has_value());
  CHECK(holder.transaction_id == readers.horizon);
  const std::string text = pg::holders_text(readers);
  CHECK(has(text, "in database other"));
  CHECK(has(text, "application 'neighbour'"));
  CHECK(has(text, "SELECT pg_terminate_backend(" + std::to_string(writer.backend_pid()) + ")"));
  CHECK(pg::holders_of_vacuum(session).found.empty());
  CHECK(pg::holders_of_vacuum(session, pg::Vacuumed::catalog).found.empty());
  CHECK(pg::holders_of_vacuum(session, pg::Vacuumed::shared_catalog).found.size() == 1);
}

TEST_CASE("a holder that is younger than what is waited for is not named", "[pg][holders]") {
  const Neighbours neighbours;
  pg::Session session = neighbours.session();
  const std::int64_t before = pg::holders_of_readers(session).horizon - 1;
  const pg::Wire writer = neighbours.doing("mine", writing);
  CHECK(pg::holders_of_readers(session, before).found.empty());
  CHECK(pg::holders_of_readers(session, before).unseen.empty());
  CHECK(pg::holders_of_readers(session).found.size() == 1);
}

TEST_CASE("a prepared transaction is named with its database and what ends it", "[pg][holders]") {
  const Neighbours neighbours;
  static_cast<void>(neighbours.doing(
      "other", {"BEGIN", "INSERT INTO things VALUES (1)", "PREPARE TRANSACTION 'o''clock'"}));
  pg::Session session = neighbours.session();
  const Holders readers = pg::holders_of_readers(session);
  REQUIRE(count_of(readers, HolderKind::prepared_transaction) == 1);
  REQUIRE(readers.found.size() == 1);
  CHECK(readers.found.front().name == "o'clock");
  CHECK(has(pg::holders_text(readers), "ROLLBACK PREPARED 'o''clock'"));
  CHECK(has(pg::holders_text(readers), "in database other ends it"));
  CHECK(pg::holders_of_vacuum(session).found.empty());
  neighbours.session("other").run("ROLLBACK PREPARED 'o''clock'");
  CHECK(pg::holders_of_readers(session).found.empty());
}

TEST_CASE("a snapshot holds back VACUUM of its database, and no reader", "[pg][holders]") {
  const Neighbours neighbours;
  const pg::Wire reader = neighbours.doing("mine", reading);
  const pg::Wire elsewhere = neighbours.doing("other", reading);
  pg::Session session = neighbours.session();
  CHECK(pg::holders_of_readers(session).found.empty());
  CHECK(pg::holders_of_readers(session).unseen.empty());
  const Holders vacuum = pg::holders_of_vacuum(session);
  REQUIRE(vacuum.found.size() == 1);
  CHECK(vacuum.found.front().pid == reader.backend_pid());
  CHECK(has(pg::holders_text(vacuum), "a snapshot of pid"));
  CHECK(pg::holders_of_vacuum(session, pg::Vacuumed::shared_catalog).found.size() == 2);
}

TEST_CASE("a logical slot holds back VACUUM of the catalogs, and neither tables nor readers",
          "[pg][holders]") {
  const Neighbours neighbours;
  pg::Session session = neighbours.session();
  session.run("SELECT pg_create_logical_replication_slot('feed', 'pgoutput')");
  CHECK(pg::holders_of_readers(session).found.empty());
  CHECK(pg::holders_of_vacuum(session).found.empty());
  const Holders catalogs = pg::holders_of_vacuum(session, pg::Vacuumed::catalog);
  REQUIRE(catalogs.found.size() == 1);
  CHECK(catalogs.found.front().name == "feed");
  CHECK(has(pg::holders_text(catalogs), "pg_drop_replication_slot('feed')"));
  session.run("SELECT pg_drop_replication_slot('feed')");
}

TEST_CASE("a role that may not see others' work names what it can, and says what it could not see",
          "[pg][holders]") {
  const Neighbours neighbours;
  const pg::Wire writer = neighbours.doing("other", writing);
  pg::Session poor = neighbours.poor_session();
  const Holders readers = pg::holders_of_readers(poor);
  REQUIRE(readers.found.size() == 1);
  CHECK(readers.found.front().pid == writer.backend_pid());
  CHECK_FALSE(readers.found.front().seconds.has_value());
  CHECK(has(pg::holders_text(readers), "this role may not see since when"));
  const Holders vacuum = pg::holders_of_vacuum(poor);
  CHECK(vacuum.found.empty());
  CHECK(has(vacuum.unseen, "GRANT pg_read_all_stats TO poor"));
  CHECK(has(pg::synchronous_waits(poor).unseen, "GRANT pg_read_all_stats TO poor"));
}

TEST_CASE("who may still add rows to a table is named, prepared or not, and nobody else",
          "[pg][holders]") {
  const Neighbours neighbours;
  static_cast<void>(neighbours.doing(
      "mine", {"BEGIN", "INSERT INTO things VALUES (1)", "PREPARE TRANSACTION 'half'"}));
  const pg::Wire reader = neighbours.doing("mine", reading);
  const pg::Wire elsewhere = neighbours.doing("other", writing);
  pg::Session session = neighbours.session();
  const Holders prepared = pg::holders_of_table(session, "things");
  REQUIRE(prepared.found.size() == 1);
  CHECK(prepared.found.front().name == "half");
  const pg::Wire writer = neighbours.doing("mine", writing);
  const Holders both = pg::holders_of_table(session, "things");
  CHECK(both.found.size() == 2);
  CHECK(count_of(both, HolderKind::session) == 1);
  session.run("ROLLBACK PREPARED 'half'");
  CHECK(pg::holders_of_table(session, "things").found.size() == 1);
}

TEST_CASE("nobody is advised to end what these tools do", "[pg][holders]") {
  const Holder ours{.database = "mine", .pid = 5, .is_ours = true, .transaction_id = 7};
  const Holder theirs{.database = "mine", .pid = 5, .transaction_id = 7};
  CHECK_FALSE(has(pg::remedy_for(ours), "pg_terminate_backend"));
  CHECK(has(pg::remedy_for(theirs), "pg_terminate_backend(5)"));
}

}  // namespace eventstore::tests
