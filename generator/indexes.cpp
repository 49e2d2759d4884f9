// Indexes after the data, and what else makes a database ready to be measured.
#include <atomic>
#include <regex>

#include <fmt/format.h>

#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "generator/load.hpp"
#include "generator/workers.hpp"

namespace eventstore::seed {

namespace {

/// More gain nothing: a build sorts on a core of its own.
constexpr int index_connections = 3;

struct Statement {
  std::string sql;
  std::string file;
};

/// What is made first and in any order, and what then uses it.
struct IndexStatements {
  std::vector<Statement> builds;
  std::vector<Statement> rest;
};

IndexStatements index_statements(const catalogue::Catalogue& catalogue) {
  static const std::regex build{R"((\s|--[^\n]*\n)*CREATE\s+(UNIQUE\s+)?INDEX\b[^]*)",
                                std::regex::icase};
  IndexStatements statements;
  for (const catalogue::StoreScript& script : catalogue.indexes) {
    for (const std::string& sql : script.statements) {
      auto& list = std::regex_match(sql, build) ? statements.builds : statements.rest;
      list.push_back({.sql = sql, .file = script.file});
    }
  }
  return statements;
}

void run(pg::Wire& wire, const Statement& statement) {
  const pg::Reply reply = wire.run(statement.sql);
  if (!reply.ok()) throw Failure(fmt::format("{}: {}", statement.file, reply.message()));
}

void move_sequence(pg::Session& session, const TableLayout& events, std::int64_t last) {
  for (const CopyColumn& column : events.columns) {
    if (column.field != Field::position) continue;
    session.run(catalogue::harness_sql("seed_move_sequence"),
                {{events.identifier}, {column.name}, {std::to_string(last)}});
  }
}

}  // namespace

std::int64_t build_indexes(const pg::Database& database, const catalogue::Catalogue& catalogue,
                           Progress& progress) {
  const IndexStatements statements = index_statements(catalogue);
  std::atomic<std::size_t> next{0};
  run_workers(
      index_connections,
      [&](int /*worker*/, WorkState& state) {
        pg::Wire wire{database};
        for (std::size_t i = next++; i < statements.builds.size(); i = next++) {
          state.check();
          run(wire, statements.builds[i]);
          state.advance(1);
        }
      },
      [&](std::int64_t done) { progress.update(done); });
  pg::Wire wire{database};
  for (const Statement& statement : statements.rest) {
    stop_if_interrupted();
    run(wire, statement);
  }
  return std::ssize(statements.builds) + std::ssize(statements.rest);
}

std::int64_t vacuum(pg::Session& session, const PreparedTables& tables, std::int64_t events,
                    Progress& progress) {
  move_sequence(session, tables.layout.events, events);
  std::int64_t done = 0;
  for (const std::string& table : tables.names) {
    stop_if_interrupted();
    session.run("VACUUM (ANALYZE) " + table);
    progress.update(++done);
  }
  return done;
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
