#include "generator/presence_check.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/catalogue/index_statements.hpp"
#include "core/dataset/made_objects.hpp"
#include "core/dataset/seed_command.hpp"
#include "core/tool/errors.hpp"
#include "generator/event_factory.hpp"

namespace eventstore::seed {

namespace {

bool has_row(pg::Session& session, const TableLayout& table, const std::string& condition) {
  const std::string sql =
      fmt::format(fmt::runtime(catalogue::harness_sql("seed_has_row")),
                  fmt::arg("table", table.identifier), fmt::arg("condition", condition));
  return session.run(sql).boolean(0, "found");
}

/// By the columns that stores order their events by, so that an index finds it.
bool has_event(pg::Session& session, const TableLayout& events, std::int64_t position) {
  std::string condition;
  const auto add = [&](const CopyColumn& column, std::int64_t value) {
    condition += fmt::format("{}{} = '{}'", condition.empty() ? "" : " AND ",
                             session.identifier(column.name), value);
  };
  for (const CopyColumn& column : events.columns) {
    if (column.field == Field::transaction_id) add(column, seeded_transaction_id);
    if (column.field == Field::position) add(column, position);
  }
  return has_row(session, events, condition);
}

Complaint missing_table(SeedTarget& target, const dataset::Manifest& manifest) {
  for (const std::string& table : manifest.tables) {
    if (!full_name(target.session, table)) return fmt::format("table {} is gone", table);
  }
  return {};
}

Complaint missing_rows(SeedTarget& target, const dataset::Manifest& manifest) {
  pg::Session& session = target.session;
  const StoreLayout layout = read_layout(session, target.catalogue);
  for (const std::int64_t position : {std::int64_t{1}, manifest.events}) {
    if (has_event(session, layout.events, position)) continue;
    return fmt::format("no event stands at position {} of table {}", position, layout.events.name);
  }
  const auto is_empty = [&](const std::optional<TableLayout>& table) {
    return table && !has_row(session, *table, "true");
  };
  if (is_empty(layout.tenants)) return fmt::format("table {} is empty", layout.tenants->name);
  if (manifest.snapshots > 0 && is_empty(layout.snapshots)) {
    return fmt::format("table {} is empty", layout.snapshots->name);
  }
  return {};
}

}  // namespace

Complaint check_indexes(SeedTarget& target, const dataset::Manifest& manifest) {
  const nlohmann::json names = catalogue::index_names(target.catalogue);
  const pg::Rows missing =
      target.session.run(catalogue::harness_sql("seed_missing_indexes"),
                         {names.dump(), nlohmann::json(manifest.tables).dump()});
  if (missing.empty()) return {};
  return fmt::format("index {} is {}", missing.text(0, "name"),
                     missing.boolean(0, "is_there") ? "there, but not valid" : "gone");
}

void require_presence(SeedTarget& target, const dataset::Manifest& manifest) {
  Complaint complaint = missing_table(target, manifest);
  if (complaint.empty()) {
    dataset::require_own_tables(target.session, target.catalogue.store, manifest);
    complaint = missing_rows(target, manifest);
  }
  if (complaint.empty()) complaint = check_indexes(target, manifest);
  if (complaint.empty()) return;
  const std::string arguments = dataset::arguments_of(target.where);
  throw DamagedData(
      fmt::format("the data in database {} are damaged: {}; seed-events --verify{} tells more; {}",
                  target.database.name, complaint, arguments,
                  dataset::ways_to_start_over(target.session, manifest,
                                              dataset::seed_command(manifest.options, arguments))));
}

}  // namespace eventstore::seed
