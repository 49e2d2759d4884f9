#include "generator/trial.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"
#include "generator/block_walk.hpp"
#include "generator/event_factory.hpp"
#include "generator/literal_text.hpp"
#include "generator/row_encoder.hpp"

namespace eventstore::seed {

namespace {

using Row = std::vector<std::optional<std::string>>;

constexpr std::string_view not_null_violation = "23502";

/// The values of one row as text, each by itself.
class RowText : public RowEncoder {
 public:
  using RowEncoder::RowEncoder;

  [[nodiscard]] Row row(const Event& event) {
    values_.clear();
    std::string unused;
    append_row(unused, event);
    return values_;
  }

 protected:
  void begin_row(std::string& /*out*/, std::size_t /*columns*/) override {}
  void append_number(std::string& /*out*/, const CopyColumn& /*column*/,
                     std::int64_t value) override {
    values_.emplace_back(std::to_string(value));
  }
  void append_time(std::string& /*out*/, std::int64_t unix_us) override {
    append_timestamp(values_.emplace_back(std::string{}).value(), unix_us);
  }
  void append_text_value(std::string& /*out*/, std::string_view text) override {
    values_.emplace_back(std::string{text});
  }
  void append_uuid(std::string& /*out*/, const Uuid& id) override {
    values_.emplace_back(to_text(id));
  }
  void append_document(std::string& /*out*/, Encoding encoding, std::string_view json) override {
    std::string& value = values_.emplace_back(std::string{json}).value();
    if (encoding != Encoding::bytea) return;
    value.clear();
    append_hex_bytes(value, json);
  }

 private:
  Row values_;
};

/// What is done until its end is undone.
class TakenBack {
 public:
  explicit TakenBack(pg::Session& session) : session_(session) {
    session_.run("SAVEPOINT eventstore_trial");
  }
  ~TakenBack() {
    try {
      session_.run("ROLLBACK TO SAVEPOINT eventstore_trial");
    } catch (const std::exception&) {
      // The connection is gone, and with it the transaction.
    }
  }
  TakenBack(const TakenBack&) = delete;
  TakenBack& operator=(const TakenBack&) = delete;

 private:
  pg::Session& session_;
};

PlannedEvent first_event(const Plan& plan) {
  BlockWalk walk{plan};
  for (std::size_t block = 0; block < plan.block_count(); ++block) {
    const auto events = walk.read(block);
    if (!events.empty()) return events.front();
  }
  return {};
}

/// The first row of the snapshots; nothing where the plan makes none.
Row first_snapshot(const TableLayout& table, const Plan& plan) {
  for (std::uint32_t at = 0; at < plan.aggregates.size(); ++at) {
    if (!plan.makes_snapshot(plan.aggregates[at])) continue;
    EventFactory factory{plan};
    return RowText{table.columns}.row(factory.snapshot(at));
  }
  return {};
}

Row first_tenant(const TableLayout& table, const Plan& plan) {
  Event tenant;
  tenant.tenant_key = plan.tenants.front().key;
  tenant.tenant_id = plan.tenants.front().id;
  return RowText{table.columns}.row(tenant);
}

void copy_row(pg::Session& session, const TableLayout& table, const Row& row) {
  try {
    session.copy_row(table.identifier, table.column_list, row);
  } catch (const pg::StatementError& error) {
    if (error.sqlstate().empty() || error.sqlstate().starts_with("53")) throw;
    const std::string complaint =
        fmt::format("{}: COPY cannot fill table {}: {}", table.at, table.name, error.what());
    if (error.lacks_privilege()) throw Failure(complaint);
    throw UsageError(complaint);
  }
}

/// Whether the server gives the column back as it was sent: documents and times have many forms.
bool is_comparable(const CopyColumn& column) {
  return column.encoding == Encoding::int32 || column.encoding == Encoding::int64 ||
         column.encoding == Encoding::uuid || column.encoding == Encoding::text;
}

pg::Rows stored_rows(pg::Session& session, const TableLayout& table) {
  std::string columns;
  for (const CopyColumn& column : table.columns) {
    const std::string name = session.identifier(column.name);
    columns += fmt::format("{}{}::text AS {}", columns.empty() ? "" : ", ", name, name);
  }
  return session.run(fmt::format(fmt::runtime(catalogue::harness_sql("seed_trial_row")),
                                 fmt::arg("columns", columns),
                                 fmt::arg("table", table.identifier)));
}

void require_stored(pg::Session& session, const TableLayout& table, const Row& row) {
  const pg::Rows stored = stored_rows(session, table);
  if (stored.size() > 1) return;  // Some are the scripts' own.
  if (stored.empty()) {
    throw UsageError(fmt::format(
        "table {} stores none of the rows that COPY gives it: a trigger of the store drops them",
        table.name));
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const CopyColumn& column = table.columns[i];
    const bool is_document = column.field == Field::metadata || column.field == Field::payload;
    if (is_document || !is_comparable(column) || stored.text(0, column.name) == row[i]) continue;
    throw UsageError(fmt::format(
        "table {} stores '{}' in column {} where seed-events writes '{}': a trigger of the store "
        "changes it, and the data set would not be the one that was asked for",
        table.name, stored.text(0, column.name), column.name, row[i].value_or("")));
  }
}

}  // namespace

void try_rows(pg::Session& session, const StoreLayout& layout, const Plan& plan,
              const Strangers& strangers) {
  const TakenBack trial{session};
  EventFactory factory{plan};
  const Row event = RowText{layout.events.columns}.row(factory.event(first_event(plan), 1));
  copy_row(session, layout.events, event);
  if (layout.snapshots) {
    copy_row(session, *layout.snapshots, first_snapshot(*layout.snapshots, plan));
  }
  if (layout.tenants) copy_row(session, *layout.tenants, first_tenant(*layout.tenants, plan));
  strangers.require_untouched(session, "filling the tables of the store (by a trigger, say)");
  require_stored(session, layout.events, event);
}

NextPosition try_next_position(pg::Session& session, const TableLayout& events, const Plan& plan) {
  TableLayout others = events;
  std::erase_if(others.columns,
                [](const CopyColumn& column) { return column.field == Field::position; });
  others.column_list.clear();
  for (const CopyColumn& column : others.columns) {
    others.column_list += others.column_list.empty() ? "" : ", ";
    others.column_list += session.identifier(column.name);
  }
  const TakenBack trial{session};
  EventFactory factory{plan};
  try {
    session.copy_row(others.identifier, others.column_list,
                     RowText{others.columns}.row(factory.event(first_event(plan), 1)));
  } catch (const pg::StatementError& error) {
    if (error.sqlstate().empty()) throw;
    return {.is_known = error.sqlstate() == not_null_violation, .value = {}};
  }
  const pg::Rows stored = stored_rows(session, events);
  if (stored.size() != 1) return {};
  for (const CopyColumn& column : events.columns) {
    if (column.field != Field::position) continue;
    if (stored.is_null(0, column.name)) return {.is_known = true, .value = {}};
    return {.is_known = true, .value = stored.integer(0, column.name)};
  }
  return {};
}

void forget_trials(pg::Session& session, const StoreLayout& layout) {
  const auto forget = [&session](const TableLayout& table) {
    const auto statement = [&table](const char* name) {
      return fmt::format(fmt::runtime(catalogue::harness_sql(name)),
                         fmt::arg("table", table.identifier));
    };
    session.run("SAVEPOINT eventstore_trial");
    try {
      if (session.run(statement("seed_table_is_empty")).boolean(0, "is_empty")) {
        session.run(statement("seed_empty_table"));
      }
      session.run("RELEASE SAVEPOINT eventstore_trial");
    } catch (const pg::StatementError& error) {
      if (error.sqlstate().empty()) throw;
      session.run("ROLLBACK TO SAVEPOINT eventstore_trial");
    }
  };
  forget(layout.events);
  if (layout.tenants) forget(*layout.tenants);
  if (layout.snapshots) forget(*layout.snapshots);
}

}  // namespace eventstore::seed
