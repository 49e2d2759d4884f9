#include "explain/line_columns.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::explain {

namespace {

std::vector<std::string> columns_named_by(const catalogue::PlanExpectation& expectation,
                                          const catalogue::StoreProfile& store) {
  if (const auto* index = std::get_if<catalogue::IndexCondition>(&expectation.property)) {
    return index->columns;
  }
  const auto* tenant = std::get_if<catalogue::TenantIsolation>(&expectation.property);
  if (tenant == nullptr) return {};
  return {store.tenant_column_of(table_of(expectation, store))};
}

/// The columns of tables, each asked for once.
class Tables {
 public:
  explicit Tables(const pg::Database& database) : session_(database) {}

  const std::vector<std::string>& columns_of(const std::string& table) {
    const auto [entry, is_new] = columns_.try_emplace(table);
    if (!is_new) return entry->second;
    const pg::Rows rows = session_.run(catalogue::harness_sql("plan_columns"), {table});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      entry->second.push_back(rows.text(i, "name"));
    }
    return entry->second;
  }

 private:
  pg::Session session_;
  std::map<std::string, std::vector<std::string>> columns_;
};

}  // namespace

std::string column_complaint(const catalogue::PlanExpectation& expectation,
                             const catalogue::StoreProfile& store,
                             const std::vector<std::string>& columns) {
  if (columns.empty()) return {};
  for (const std::string& named : columns_named_by(expectation, store)) {
    if (std::find(columns.begin(), columns.end(), named) != columns.end()) continue;
    return fmt::format("the table {} has no column '{}'; it has {}", table_of(expectation, store),
                       named, fmt::join(columns, ", "));
  }
  return {};
}

void check_line_columns(const pg::Database& database, const catalogue::StoreProfile& store,
                        const std::vector<Selected>& cases) {
  Tables tables{database};
  std::set<const catalogue::Operation*> seen;
  for (const Selected& selected : cases) {
    const catalogue::Operation& operation = *selected.operation;
    if (!seen.insert(&operation).second) continue;
    for (const catalogue::Step& step : operation.steps) {
      for (const catalogue::PlanExpectation& line : step.expectations) {
        const std::string table = table_of(line, store);
        if (table.empty()) continue;
        const std::string wrong = column_complaint(line, store, tables.columns_of(table));
        if (wrong.empty()) continue;
        throw UsageError(fmt::format("{}:{}: {}", operation.file, line.line, wrong));
      }
    }
  }
}

}  // namespace eventstore::explain
