#include "explain/proposed_index.hpp"

#include <algorithm>
#include <set>
#include <variant>

#include <fmt/format.h>

#include "core/pg/quoted_name.hpp"
#include "explain/condition.hpp"
#include "explain/table_scan.hpp"

namespace eventstore::explain {

using catalogue::IndexCondition;

namespace {

void add_once(std::vector<std::string>& columns, const std::string& column) {
  if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
    columns.push_back(column);
  }
}

/// Walks over a condition and knows how deep it is in parentheses, and whether in a text.
class Depth {
 public:
  void take(char c) {
    if (c == '\'' && !in_name_) in_text_ = !in_text_;
    if (c == '"' && !in_text_) in_name_ = !in_name_;
    if (in_text_ || in_name_) return;
    if (c == '(') ++depth_;
    if (c == ')') --depth_;
  }
  [[nodiscard]] bool is_top() const { return depth_ == 0 && !in_text_ && !in_name_; }

 private:
  int depth_ = 0;
  bool in_text_ = false;
  bool in_name_ = false;
};

/// Without the parentheses around the whole.
std::string_view bare(std::string_view text) {
  while (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
    Depth depth;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      depth.take(text[i]);
      if (depth.is_top()) return text;
    }
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

/// The parts between `separator` outside of parentheses.
std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  Depth depth;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (depth.is_top() && text.substr(i).starts_with(separator)) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + separator.size();
    }
    depth.take(text[i]);
  }
  parts.push_back(text.substr(begin));
  return parts;
}

/// A side of a comparison without casts: `((tenant_id)::text)` -> `tenant_id`.
std::string_view without_casts(std::string_view side) {
  for (;;) {
    const std::string_view inner = bare(side);
    const auto parts = split(inner, "::");
    const bool is_operator =
        split(inner, " ").size() > 1 && parts.front().find(' ') != std::string_view::npos;
    const std::string_view cut = is_operator ? inner : parts.front();
    if (cut.size() == side.size()) return side;
    side = cut;
  }
}

/// What an index has to hold for this side of an equality, where a column alone is not it; empty
/// for a column, for what has none, and where names of other tables may be in it.
std::string expression_in(std::string_view side) {
  const std::string_view text = without_casts(side);
  const auto columns = columns_in(text);
  const bool is_column = text.front() == '"' || text.find_first_of("([ ") == std::string_view::npos;
  const bool is_of_one_table =
      std::all_of(columns.begin(), columns.end(),
                  [](const ColumnName& name) { return name.qualifier.empty(); });
  if (is_column || columns.empty() || !is_of_one_table) return {};
  // Only a call of a function stands in an index without parentheses of its own.
  const std::size_t call = text.find('(');
  const bool is_call = call > 0 && call != std::string_view::npos && text.back() == ')' &&
                       text.substr(0, call).find(' ') == std::string_view::npos &&
                       bare(text.substr(call)).size() + 2 <= text.size() - call;
  return is_call ? std::string{text} : fmt::format("({})", text);
}

void add_columns(std::string_view condition, std::vector<std::string>& columns) {
  for (const ColumnName& column : columns_in(condition)) add_once(columns, column.name);
}

/// The columns that rows are sorted by; none where the plan reads several tables, whose columns a
/// sort key does not tell apart.
std::vector<std::string> sort_columns(const Plan& plan) {
  std::vector<std::string> columns;
  std::set<std::string> tables;
  for_each_node(plan.root, [&](const PlanNode& node) {
    if (scans_table(node)) tables.insert(node.relation);
    for (const auto& [key, value] : node.other_conditions) {
      if (key == "Sort Key") add_columns(value, columns);
    }
  });
  return tables.size() == 1 ? columns : std::vector<std::string>{};
}

ProposedIndex index_for(const TableScan& scan, const Plan& plan,
                        const catalogue::StoreProfile& store) {
  const std::string found_by = scan.index == nullptr ? std::string{} : scan.index->index_condition;
  const ComparedColumns index = compared_columns(found_by);
  const ComparedColumns filter = compared_columns(scan.scan->filter);
  ProposedIndex proposed{.table = scan.scan->relation, .columns = {}};
  const std::string tenant = store.tenant_column_of(proposed.table);
  for (const auto* columns : {&index.equal, &filter.equal}) {
    if (std::find(columns->begin(), columns->end(), tenant) != columns->end()) {
      add_once(proposed.columns, tenant);
    }
  }
  const std::vector<std::string> sorted = sort_columns(plan);
  for (const auto* columns : {&index.equal, &filter.equal, &sorted, &index.other, &filter.other}) {
    for (const std::string& column : *columns) add_once(proposed.columns, column);
  }
  for (const auto* expressions : {&index.expressions, &filter.expressions}) {
    proposed.expressions.insert(expressions->begin(), expressions->end());
  }
  return proposed;
}

}  // namespace

std::string ProposedIndex::statement() const {
  std::vector<std::string> names;
  for (const std::string& column : columns) {
    names.push_back(expressions.contains(column) ? column : pg::quoted_name(column));
  }
  return fmt::format("CREATE INDEX ON {} ({})", pg::quoted_name(table), fmt::join(names, ", "));
}

ComparedColumns compared_columns(std::string_view condition) {
  ComparedColumns compared;
  const std::string_view whole = bare(condition);
  if (split(whole, " OR ").size() > 1) {
    add_columns(whole, compared.other);
    return compared;
  }
  for (const std::string_view part : split(whole, " AND ")) {
    const auto sides = split(bare(part), " = ");
    // A check for NULL narrows nothing that an index would help with.
    if (bare(part).ends_with("IS NOT NULL")) continue;
    std::string expression;
    for (const std::string_view side : sides) {
      if (sides.size() > 1 && expression.empty()) expression = expression_in(side);
    }
    if (!expression.empty()) {
      add_once(compared.equal, expression);
      compared.expressions.insert(std::move(expression));
      continue;
    }
    add_columns(part, sides.size() > 1 ? compared.equal : compared.other);
  }
  return compared;
}

std::optional<ProposedIndex> propose_index(const catalogue::PlanExpectation& expectation,
                                           const Plan& plan, const catalogue::StoreProfile& store) {
  if (const auto* wanted = std::get_if<IndexCondition>(&expectation.property)) {
    return ProposedIndex{.table = table_of(expectation, store), .columns = wanted->columns};
  }
  std::optional<ProposedIndex> found;
  for_each_node(plan.root, [&](const PlanNode& node) {
    if (found || !scans_table(node)) return;
    for (const TableScan& scan : scans_of(plan, node.relation)) {
      const bool leaves_something =
          scan.index == nullptr || !scan.scan->filter.empty() || !sort_columns(plan).empty();
      ProposedIndex proposed = index_for(scan, plan, store);
      if (!leaves_something || proposed.columns.empty()) continue;
      found = std::move(proposed);
      return;
    }
  });
  return found;
}

}  // namespace eventstore::explain
