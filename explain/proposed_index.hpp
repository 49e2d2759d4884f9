// The index that a plan lacks, as far as its conditions tell.  Pure: a proposal is worth nothing
// before it was built and the plan was made anew.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/catalogue/plan_expectation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

struct ProposedIndex {
  std::string table;
  std::vector<std::string> columns;
  /// Which of them are no names of columns, but expressions as SQL has them: category(stream_name).
  std::set<std::string> expressions = {};
  bool operator==(const ProposedIndex&) const = default;

  /// "CREATE INDEX ON domain_events (tenant_id, global_sequence_id)", with quotes where names need
  /// them.
  [[nodiscard]] std::string statement() const;
};

/// For an expectation that the plan does not meet: of an index condition its columns, of anything
/// else the columns that a scan of the table has in conditions: first those compared for equality,
/// the tenant's before the others, then those that rows are sorted by, then the others.  Nothing
/// when no scan leaves anything to a filter or a sort.
[[nodiscard]] std::optional<ProposedIndex> propose_index(
    const catalogue::PlanExpectation& expectation, const Plan& plan,
    const catalogue::StoreProfile& store);

/// The columns of a condition, by how they are compared.
struct ComparedColumns {
  std::vector<std::string> equal;  ///< `a = ...`, `a = ANY (...)`.
  std::vector<std::string> other;
  std::set<std::string> expressions;  ///< Which of them are expressions on columns.
};

/// `((tenant_id = $1) AND (ROW(a, b) > ROW($2, $3)))`: equal tenant_id, other a and b.  A cast, as
/// of varchar to text, makes no expression of a column; a function of it that is compared for
/// equality is one, since an index on the column would not help.
[[nodiscard]] ComparedColumns compared_columns(std::string_view condition);

}  // namespace eventstore::explain
