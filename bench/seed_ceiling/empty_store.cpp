#include "bench/seed_ceiling/empty_store.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/index_statements.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::ceiling {

EmptyStore::EmptyStore(const pg::Database& server, const catalogue::Catalogue& catalogue,
                       Tables tables)
    : catalogue_(catalogue),
      clone_(pg::with_name(server, "template1"), "ceiling"),
      session_(clone_.database()) {
  checkpoint();
  if (tables == Tables::none) return;
  for (const catalogue::StoreScript& script : catalogue_.tables) {
    for (const std::string& statement : script.statements) session_.run(statement);
  }
}

TableTarget EmptyStore::target(const catalogue::TableRole& role) {
  TableTarget target{.identifier = session_.identifier(role.table)};
  const pg::Rows table =
      session_.run(catalogue::harness_sql("seed_columns"), {{target.identifier}});
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string& name = table.text(i, "name");
    const auto mapped = std::find_if(role.columns.begin(), role.columns.end(),
                                     [&name](const auto& column) { return column.second == name; });
    if (mapped == role.columns.end()) continue;
    const char* separator = target.columns.empty() ? "" : ", ";
    target.columns += separator + session_.identifier(name);
    target.canonical += separator + mapped->first;
  }
  return target;
}

std::int64_t EmptyStore::table_bytes() {
  return session_.run(catalogue::harness_sql("ceiling_table_bytes")).integer(0, "bytes");
}

void EmptyStore::build_indexes(int connections) {
  const catalogue::IndexStatements statements = catalogue::index_statements(catalogue_);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr first_error;
  const auto work = [&] {
    try {
      pg::Wire wire{database()};
      for (std::size_t i = next++; i < statements.builds.size(); i = next++) {
        wire.command(statements.builds[i].sql);
      }
    } catch (...) {
      const std::lock_guard lock{mutex};
      if (!first_error) first_error = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(connections));
    for (int i = 0; i < connections; ++i) threads.emplace_back(work);
  }
  if (first_error) std::rethrow_exception(first_error);
  for (const catalogue::IndexStatement& statement : statements.rest) session_.run(statement.sql);
}

std::vector<std::string> EmptyStore::tables() const {
  const catalogue::StoreProfile& profile = catalogue_.store;
  std::vector<std::string> tables{session_.identifier(profile.events.table)};
  if (profile.snapshots) tables.push_back(session_.identifier(profile.snapshots->table));
  if (profile.tenants) tables.push_back(session_.identifier(profile.tenants->table));
  return tables;
}

void EmptyStore::hold_autovacuum() {
  session_.run("BEGIN");
  session_.run(fmt::format(fmt::runtime(catalogue::harness_sql("seed_hold_autovacuum")),
                           fmt::arg("tables", fmt::join(tables(), ", "))));
}

void EmptyStore::release_autovacuum() {
  session_.run("COMMIT");
}

void EmptyStore::vacuum() {
  for (const std::string& table : tables()) session_.run("VACUUM (ANALYZE) " + table);
}

void EmptyStore::checkpoint() {
  session_.run("CHECKPOINT");
}

}  // namespace eventstore::ceiling
