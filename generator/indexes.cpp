// Indexes after the data, and what else makes a database ready to be measured.
#include <atomic>

#include <fmt/format.h>

#include "core/catalogue/index_statements.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "generator/load.hpp"
#include "generator/workers.hpp"

namespace eventstore::seed {

namespace {

/// Runs statements over a connection of its own, each in one transaction with its mark.
class ScriptConnection {
 public:
  ScriptConnection(const pg::Database& database, const Journal& journal)
      : journal_(journal), wire_(database), marks_(wire_) {}

  void run(const catalogue::IndexStatement& statement) {
    const std::string step = script_step(statement.file, statement.ordinal);
    if (journal_.has(step)) return;
    wire_.command("BEGIN");
    const pg::Reply reply = wire_.run(statement.sql);
    if (!reply.ok()) throw Failure(fmt::format("{}: {}", statement.file, reply.message()));
    marks_.mark(step, 0);
    wire_.command("COMMIT");
  }

 private:
  const Journal& journal_;
  pg::Wire wire_;
  JournalMarks marks_;
};

}  // namespace

void move_sequence(pg::Session& session, const TableLayout& events, std::int64_t last) {
  for (const CopyColumn& column : events.columns) {
    if (column.field != Field::position) continue;
    session.run(catalogue::harness_sql("seed_move_sequence"),
                {{events.identifier}, {column.name}, {std::to_string(last)}});
  }
}

std::int64_t build_indexes(const pg::Database& database, const catalogue::Catalogue& catalogue,
                           int connections, const Journal& journal, Progress& progress) {
  const catalogue::IndexStatements statements = catalogue::index_statements(catalogue);
  std::atomic<std::size_t> next{0};
  run_workers(
      connections,
      [&](int /*worker*/, WorkState& state) {
        ScriptConnection connection{database, journal};
        for (std::size_t i = next++; i < statements.builds.size(); i = next++) {
          state.check();
          connection.run(statements.builds[i]);
          state.advance(1);
        }
      },
      [&](std::int64_t done) { progress.update(done); });
  ScriptConnection connection{database, journal};
  for (const catalogue::IndexStatement& statement : statements.rest) {
    stop_if_interrupted();
    connection.run(statement);
  }
  return std::ssize(statements.builds) + std::ssize(statements.rest);
}

std::int64_t vacuum(pg::Session& session, const std::vector<std::string>& tables,
                    Progress& progress) {
  std::int64_t done = 0;
  for (const std::string& table : tables) {
    stop_if_interrupted();
    session.run("VACUUM (ANALYZE) " + table);
    progress.update(++done);
  }
  return done;
}

void vacuum_derived(SeedTarget& target, const std::vector<std::string>& tables) {
  for (const std::string& table : derived_tables(target, tables)) {
    target.session.run("VACUUM (ANALYZE) " + table);
  }
}

Checkpoint checkpoint(pg::Session& session) {
  try {
    session.run("CHECKPOINT");
    return Checkpoint::done;
  } catch (const pg::StatementError& error) {
    if (!error.lacks_privilege()) throw;
    return Checkpoint::not_allowed;
  }
}

}  // namespace eventstore::seed
