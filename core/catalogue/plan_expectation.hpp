// One `@plan` line of an operation: a property that every plan of it must have.
// Properties, not names: tied costs change names after every ANALYZE.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace eventstore::catalogue {

/// `index_cond(events: tenant_key, transaction_id)`: a scan of the table finds its rows by one
/// index condition on all of these columns; no scan of it has all of them and leaves one to its
/// filter; and none goes through the table without an index.  A statement may so scan a table for
/// two purposes, with one line for each.
struct IndexCondition {
  std::string table;                 ///< A role of store.toml or a table's own name.
  std::vector<std::string> columns;  ///< The table's own column names.
};

/// `index(domain_events_stream_idx)`: an index of that name is scanned.
struct NamedIndex {
  std::string index;
};

/// `tenant(events)`: whoever reads the table for a tenant finds the tenant's rows by index.
struct TenantIsolation {
  std::string table;  ///< A role of store.toml or a table's own name.
};

/// `never sort`, `never spill`, `never seq_scan(events)`, `never filter(events)`,
/// `never trigger(events)`.
struct Never {
  enum class What : std::uint8_t { sort, spill, seq_scan, filter, trigger };
  What what = What::sort;
  std::string table;  ///< Empty for sort and spill.
};

/// `buffers <= 20 + 2 * rows`: what the whole statement may take, where `rows` is the rows that it
/// returned or wrote; of `wal_bytes` those that it wrote.
struct WorkLimit {
  enum class What : std::uint8_t {
    buffers,       ///< Shared, hit and read.
    removed,       ///< Rows that filters threw away.
    heap_fetches,  ///< Of index-only scans.
    wal_bytes,
  };
  What what = What::buffers;
  double constant = 0.0;
  double per_row = 0.0;
};

/// `estimate within 10x`: the planner's rows of each node against those that came.
struct EstimateLimit {
  double factor = 1.0;
};

/// `when tenant=hot mode=generic server>=16`: all of it must hold, or the line says nothing.
struct PlanConditions {
  std::map<std::string, std::string> settings;  ///< That the case must have.
  std::string mode;                             ///< "custom", "generic" or "sixth"; empty: any.
  int server_from = 0;                          ///< Major version; 0: any.
  int server_below = 0;
};

struct PlanExpectation {
  std::variant<IndexCondition, NamedIndex, TenantIsolation, Never, WorkLimit, EstimateLimit>
      property;
  PlanConditions when = {};
  std::string text;  ///< As written, for reports.
  int line = 0;
  /// Its table was taken from a plan, where no name is a role: a table may be called "events".
  bool is_of_plan = false;
};

struct StoreProfile;

/// The own name of the table that the expectation is about; empty for the whole statement.
[[nodiscard]] std::string table_of(const PlanExpectation& expectation, const StoreProfile& store);

/// The table that the expectation is about, as the line names it; empty for the whole statement.
[[nodiscard]] std::string table_named_by(const PlanExpectation& expectation);

}  // namespace eventstore::catalogue
