#include "explain/footprint.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/catalogue.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

using pg::Entry;

namespace {

std::string operations_text(const std::vector<Selected>& cases) {
  std::set<std::string> names;
  for (const Selected& each : cases) names.insert(each.operation->title());
  return fmt::format("{}; what writes is rolled back", fmt::join(names, ", "));
}

void add_controls(pg::Footprint& footprint, const Options& options) {
  if (options.mutate) {
    footprint.add_copy("mutate");
    footprint.add(Entry::mutating_sessions, "DROP and CREATE INDEX are rolled back");
    footprint.add(Entry::mutate_statement_timeout, fmt::format("{} ms", options.mutate_ms));
    footprint.add(Entry::ddl_locks, "in copies: DROP INDEX, ALTER TABLE ... DROP CONSTRAINT");
    footprint.add(Entry::index_build_locks, "in copies");
  }
  if (options.stability > 0) {
    footprint.add_copy("stability");
    footprint.add(Entry::analyze, "in the copy, before each repetition");
    footprint.add(Entry::vacuum_locks, "in the copy");
  }
  if (options.grow) {
    footprint.add_copy("grow");
    footprint.add(Entry::own_store, "with a tenth of the events");
  }
}

bool writes_reports(const Options& options) {
  return !options.out.empty() || !options.markdown.empty() || options.reports.any();
}

void add_review(pg::Footprint& footprint, const Options& options) {
  const catalogue::Catalogue catalogue = catalogue::load_catalogue(options.where.store);
  const auto cases = select_cases(catalogue, options.filter);
  const bool writes = std::any_of(cases.begin(), cases.end(),
                                  [](const Selected& each) { return each.operation->writes(); });
  footprint.add(Entry::read_sessions, "1, on the seeded database");
  footprint.add(Entry::plan_cache_mode, "anew for each plan");
  footprint.add(Entry::inner_plans, "where a function or trigger is called, and the role may");
  footprint.add(Entry::statement_arguments);
  footprint.add(Entry::operation_locks, operations_text(cases));
  footprint.add(Entry::prepared_statements);
  if (writes) {
    footprint.add_copy("plans");
    footprint.add(Entry::write_sessions, "1, on its copy");
    footprint.add(Entry::vacuum_of_copy, "after each plan of what writes");
    footprint.add(Entry::vacuum_locks, "in the copy");
  }
  add_controls(footprint, options);
  if (writes_reports(options)) footprint.add(Entry::wal_records);
}

}  // namespace

pg::Footprint footprint_of(const Options& options) {
  pg::Footprint footprint{pg::Tool::plan_review,
                          fmt::format("plan-review, store {}", options.where.store)};
  // A log is read, and a database only where one is named.
  const bool reads_log = !options.captured.empty();
  if (options.list || (reads_log && options.where.database.empty())) return footprint;
  footprint.add_local_server(options.where.database);
  footprint.add_look_at_seeded_data();
  if (!reads_log) add_review(footprint, options);
  return footprint;
}

}  // namespace eventstore::explain
