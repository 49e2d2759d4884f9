#include "explain/signature.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "explain/condition.hpp"

namespace eventstore::explain {

namespace {

constexpr std::string_view of_table = " of ";
constexpr std::string_view by_columns = " by (";
constexpr std::string_view filter_columns = " filter (";

/// The columns of a condition in their order, each once, without the tables' aliases.
std::vector<std::string> column_names(std::string_view condition) {
  std::vector<std::string> names;
  for (const ColumnName& column : columns_in(condition)) {
    if (std::find(names.begin(), names.end(), column.name) == names.end()) {
      names.push_back(column.name);
    }
  }
  return names;
}

std::string listed(std::string_view before, const std::string& condition) {
  const std::vector<std::string> names = column_names(condition);
  return names.empty() ? std::string{} : fmt::format("{}{})", before, fmt::join(names, ", "));
}

/// Without checks for NULL, by which no row is found: min() and max() bring one along where the
/// server does not know, as it does from version 17 on, that the column has no NULL.
std::string without_null_checks(const std::string& condition) {
  static const RE2 check{R"re((?:"(?:[^"]|"")+"|[\w.$])+ IS NOT NULL)re", RE2::Latin1};
  std::string text = condition;
  RE2::GlobalReplace(&text, check, "");
  return text;
}

bool is_part_of_bitmap(const PlanNode& node) {
  return node.type == "Bitmap Index Scan" || node.type == "BitmapAnd" || node.type == "BitmapOr";
}

/// The index conditions that a node goes by: its own, or those of the bitmaps below it.
std::string index_conditions(const PlanNode& node) {
  std::string conditions = node.index_condition;
  for (const PlanNode& child : node.children) {
    if (is_part_of_bitmap(child)) conditions += " " + index_conditions(child);
  }
  return conditions;
}

std::string line_of(const PlanNode& node) {
  std::string line = node.sub_plan.empty() ? "" : "for its sake: ";
  if (!node.modification.empty()) return line + node.modification + " into " + node.relation;
  line += node.type;
  if (scans_table(node)) {
    line += (node.direction == "Backward" ? " backward" : "");
    line += fmt::format("{}{}", of_table, node.relation);
    line += listed(by_columns, without_null_checks(index_conditions(node))) +
            listed(filter_columns, node.filter);
    return line;
  }
  for (const auto& [key, condition] : node.other_conditions) line += listed(" on (", condition);
  return line + listed(filter_columns, node.filter);
}

void append(const PlanNode& node, int depth, std::string& out) {
  out += fmt::format("{:{}}{}\n", "", 2 * depth, line_of(node));
  std::set<std::string> parts;
  const bool is_append = node.type == "Append" || node.type == "Merge Append";
  for (const PlanNode& child : node.children) {
    if (is_part_of_bitmap(child)) continue;
    if (!is_append) {
      append(child, depth + 1, out);
      continue;
    }
    std::string part;
    append(child, depth + 1, part);
    const auto [place, is_new] = parts.insert(std::move(part));
    if (is_new) out += *place;
  }
}

/// The first rows of an index in its order are not the whole of it; unless rows are thrown away
/// until there are enough.
bool takes_the_first_rows(std::string_view parent, std::string_view line) {
  const auto is = [](std::string_view text, std::string_view kind) {
    return text.find(kind) != std::string_view::npos;
  };
  return parent.ends_with("Limit") && is(line, "Index ") && !is(line, filter_columns);
}

/// What stands between `before` and the next parenthesis, as columns.
std::set<std::string> columns_after(std::string_view before, std::string_view line) {
  const std::size_t found = line.find(before);
  if (found == std::string_view::npos) return {};
  const std::string_view rest = line.substr(found + before.size());
  std::set<std::string> columns;
  for (const ColumnName& column : columns_in(rest.substr(0, rest.find(')')))) {
    columns.insert(column.name);
  }
  return columns;
}

}  // namespace

std::string signature_of(const Plan& plan) {
  std::string text;
  append(plan.root, 0, text);
  if (!text.empty()) text.pop_back();
  return text;
}

std::map<std::string, TableAccess> accesses_in(std::string_view signature) {
  std::map<std::string, TableAccess> accesses;
  std::string_view parent;  // The line before, which stands above a scan that is its first child.
  while (!signature.empty()) {
    const std::string_view line = signature.substr(0, signature.find('\n'));
    signature.remove_prefix(std::min(line.size() + 1, signature.size()));
    const std::string_view before = std::exchange(parent, line);
    const std::size_t found = line.find(of_table);
    if (found == std::string_view::npos) continue;
    const std::string_view rest = line.substr(found + of_table.size());
    const std::size_t end = std::min(rest.find(by_columns), rest.find(filter_columns));
    TableAccess& access = accesses[std::string{rest.substr(0, end)}];
    const auto found_by = columns_after(by_columns, line);
    access.from_end_to_end =
        access.from_end_to_end || (found_by.empty() && !takes_the_first_rows(before, line));
    access.found_by.insert(found_by.begin(), found_by.end());
    access.filtered.merge(columns_after(filter_columns, line));
  }
  return accesses;
}

}  // namespace eventstore::explain
