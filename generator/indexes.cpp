// Indexes after the data, and what else makes a database ready to be measured.
#include <atomic>

#include <fmt/format.h>

#include "core/catalogue/index_statements.hpp"
#include "core/dataset/made_objects.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "generator/load.hpp"
#include "generator/strangers.hpp"
#include "generator/transaction.hpp"
#include "generator/workers.hpp"

namespace eventstore::seed {

namespace {

/// Runs statements over a connection of its own, each in one transaction with its mark and what it
/// made.
class ScriptConnection {
 public:
  ScriptConnection(const pg::Database& database, const PreparedTables& tables)
      : tables_(tables), session_(database) {}

  void run(const catalogue::IndexStatement& statement) {
    const std::string step = script_step(statement.file, statement.ordinal);
    if (tables_.journal.has(step)) return;
    Transaction transaction{session_};
    std::vector<dataset::MadeObject> ours = read_made(session_);
    ours.insert(ours.end(), tables_.made.made.begin(), tables_.made.made.end());
    const Strangers strangers{session_, ours};
    const std::vector<dataset::FoundObject> before = dataset::list_objects(session_);
    try {
      session_.run(statement.sql);
    } catch (const pg::StatementError& error) {
      throw Failure(fmt::format("{}: {}", statement.file, error.what()));
    }
    strangers.require_untouched(session_, statement.file);
    note_made(session_,
              dataset::made_since(before, dataset::list_objects(session_), statement.path));
    mark_step(session_, step, 0);
    transaction.commit();
  }

 private:
  const PreparedTables& tables_;
  pg::Session session_;
};

}  // namespace

std::int64_t build_indexes(const pg::Database& database, const catalogue::Catalogue& catalogue,
                           int connections, const PreparedTables& tables, Progress& progress) {
  const catalogue::IndexStatements statements = catalogue::index_statements(catalogue);
  std::atomic<std::size_t> next{0};
  run_workers(
      connections,
      [&](int /*worker*/, WorkState& state) {
        ScriptConnection connection{database, tables};
        for (std::size_t i = next++; i < statements.builds.size(); i = next++) {
          state.check();
          connection.run(statements.builds[i]);
          state.advance(1);
        }
      },
      [&](std::int64_t done) { progress.update(done); });
  ScriptConnection connection{database, tables};
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
