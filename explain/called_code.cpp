#include "explain/called_code.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::explain {

using catalogue::SqlPiece;
using FoundBy = CalledCode::FoundBy;
using Json = nlohmann::ordered_json;

namespace {

FoundBy found_by_of(std::string_view name) {
  if (name == "named") return FoundBy::named;
  if (name == "call") return FoundBy::call;
  if (name == "operator") return FoundBy::operator_;
  if (name == "cast") return FoundBy::cast;
  return name == "trigger" ? FoundBy::trigger : FoundBy::written;
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_operator_character(char c) {
  return std::string_view{"+-*/<>=~!@#%^&|`?"}.find(c) != std::string_view::npos;
}

std::string without_literals(const std::string& text) {
  std::string out;
  for (const SqlPiece& piece : catalogue::scan_sql(text)) {
    if (piece.kind == SqlPiece::Kind::comment) continue;
    const bool is_literal = piece.kind == SqlPiece::Kind::quoted && !piece.text.starts_with('"');
    out += is_literal ? std::string{"''"} : std::string{piece.text};
  }
  return out;
}

/// Every text in a plan that may be an expression.
void append_expressions(const Json& json, std::string& out) {
  if (json.is_string()) {
    out += without_literals(json.get_ref<const std::string&>()) + "\n";
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      if (key == "Query Text") continue;
      // What a Function Scan reads has its call in another member, and that only with VERBOSE.
      if (key == "Function Name" && value.is_string()) {
        out += value.get_ref<const std::string&>() + "()\n";
      } else {
        append_expressions(value, out);
      }
    }
  } else if (json.is_array()) {
    for (const Json& each : json) append_expressions(each, out);
  }
}

std::set<std::string> operators_in(std::string_view text) {
  std::set<std::string> operators;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_operator_character(text[end])) ++end;
    if (end > i) operators.emplace(text.substr(i, end - i));
    i = end > i ? end : i + 1;
  }
  return operators;
}

bool has_cast_to(std::string_view text, std::string_view type) {
  const std::string cast = "::" + std::string{type};
  for (std::size_t at = text.find(cast); at != std::string_view::npos;
       at = text.find(cast, at + 1)) {
    const std::size_t end = at + cast.size();
    if (end == text.size() || !is_name_character(text[end])) return true;
  }
  return false;
}

/// The tables that a plan writes, by the names that EXPLAIN has and by those of their wholes.
std::set<std::string> tables_written(const Plan& plan) {
  std::set<std::string> tables;
  for_each_node(plan.root, [&tables](const PlanNode& node) {
    if (node.modification.empty()) return;
    tables.insert(node.relation);
    if (!node.partition.empty()) tables.insert(node.partition);
  });
  return tables;
}

/// A look for a row that is referred to goes by a unique index, always.
bool is_look_for_referred_row(const TriggerCalls& trigger) {
  return trigger.name.starts_with("RI_ConstraintTrigger_c_");
}

bool is_fired(const Plan& plan, const CalledCode& code, const std::set<std::string>& written) {
  // Of a call that was planned only, it is not known which triggers it would fire.
  if (!plan.analyzed && code.what.starts_with("trigger ")) return written.contains(code.table);
  return std::any_of(plan.triggers.begin(), plan.triggers.end(), [&](const TriggerCalls& each) {
    const bool is_it = each.name == code.mark || each.constraint == code.mark;
    return is_it && !is_look_for_referred_row(each);
  });
}

/// Functions that come with the server, as far as they are usual; and words that are none.
bool is_servers_own(std::string_view name) {
  constexpr std::array beginnings{"pg_",  "json", "regexp_", "ts_",  "generate_", "xml",
                                  "txid", "hash", "array_",  "date", "string_",   "to_"};
  constexpr std::array names{"unnest",
                             "aclexplode",
                             "current_setting",
                             "set_config",
                             "nextval",
                             "currval",
                             "setval",
                             "now",
                             "clock_timestamp",
                             "gen_random_uuid",
                             "coalesce",
                             "greatest",
                             "least",
                             "nullif",
                             "count",
                             "sum",
                             "min",
                             "max",
                             "avg",
                             "lower",
                             "upper",
                             "length",
                             "extract",
                             "age",
                             "version",
                             "md5",
                             "sha256",
                             "random",
                             "row",
                             "any",
                             "all",
                             "some",
                             "in",
                             "exists",
                             "values",
                             "cast",
                             "array",
                             "concat",
                             "concat_ws",
                             "format",
                             "substring",
                             "trim",
                             "btrim",
                             "round",
                             "abs",
                             "ceil",
                             "floor",
                             "mod",
                             "encode",
                             "decode",
                             "convert_to",
                             "convert_from",
                             "left",
                             "right",
                             "replace",
                             "split_part",
                             "cardinality",
                             "bool_and",
                             "bool_or",
                             "lag",
                             "lead",
                             "row_number",
                             "rank",
                             "over",
                             "filter",
                             "numeric",
                             "varchar",
                             "timestamptz"};
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [name](const char* start) { return name.starts_with(start); }) ||
         std::find(names.begin(), names.end(), name) != names.end();
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

CalledCode named(std::string what, std::string mark) {
  return {.found_by = FoundBy::call, .mark = std::move(mark), .table = {}, .what = std::move(what)};
}

}  // namespace

std::vector<CalledCode> called_code_in(pg::Wire& wire) {
  const pg::Reply reply = wire.run(catalogue::harness_sql("plan_called_code"));
  if (!reply.ok()) throw Failure("cannot read the functions of the database: " + reply.message());
  std::vector<CalledCode> code;
  const auto text = [&reply](std::int64_t row, int column) {
    return std::string{reply.field(row, column).value_or("")};
  };
  for (std::int64_t row = 0; row < reply.row_count(); ++row) {
    code.push_back({.found_by = found_by_of(text(row, 0)),
                    .mark = text(row, 1),
                    .table = text(row, 2),
                    .what = text(row, 3),
                    .is_remote = text(row, 4) == "t"});
  }
  return code;
}

bool any_in_expressions(const std::vector<CalledCode>& code) {
  return std::any_of(code.begin(), code.end(), [](const CalledCode& each) {
    return each.found_by == FoundBy::call || each.found_by == FoundBy::operator_ ||
           each.found_by == FoundBy::cast;
  });
}

std::vector<CalledCode> code_called_by(const Plan& plan, const Json& expressions,
                                       const std::vector<CalledCode>& code) {
  std::string text;
  append_expressions(expressions, text);
  const std::vector<std::string> names = names_called_in(text);
  const std::set<std::string> called{names.begin(), names.end()};
  const std::set<std::string> operators = operators_in(text);
  const std::set<std::string> written = tables_written(plan);
  std::vector<CalledCode> found;
  for (const CalledCode& each : code) {
    const bool is_by_name = each.found_by == FoundBy::call || each.found_by == FoundBy::named;
    const bool is_called = (is_by_name && called.contains(each.mark)) ||
                           (each.found_by == FoundBy::operator_ && operators.contains(each.mark)) ||
                           (each.found_by == FoundBy::cast && has_cast_to(text, each.mark)) ||
                           (each.found_by == FoundBy::trigger && is_fired(plan, each, written)) ||
                           (each.found_by == FoundBy::written && written.contains(each.table));
    if (is_called) found.push_back(each);
  }
  return found;
}

std::vector<std::string> names_called_in(std::string_view expression) {
  std::vector<std::string> names;
  for (std::size_t open = expression.find('('); open != std::string_view::npos;
       open = expression.find('(', open + 1)) {
    if (open > 0 && expression[open - 1] == '"') {
      const std::size_t begin = expression.rfind('"', open - 2);
      if (open < 2 || begin == std::string_view::npos) continue;
      names.emplace_back(expression.substr(begin + 1, open - begin - 2));
      continue;
    }
    std::size_t begin = open;
    while (begin > 0 && is_name_character(expression[begin - 1])) --begin;
    if (begin < open) names.emplace_back(expression.substr(begin, open - begin));
  }
  return names;
}

std::vector<CalledCode> code_probably_called_by(const Plan& plan, std::string_view statement) {
  std::vector<CalledCode> found;
  bool reads_tables = false;
  for_each_node(plan.root, [&](const PlanNode& node) {
    reads_tables = reads_tables || !node.relation.empty();
    if (!node.function.empty() && !is_servers_own(node.function)) {
      found.push_back(named("function " + node.function, node.function));
    }
  });
  for (const TriggerCalls& trigger : plan.triggers) {
    if (is_look_for_referred_row(trigger)) continue;
    const bool is_key = trigger.name.starts_with("RI_ConstraintTrigger_");
    found.push_back(
        named(fmt::format("{} of {}",
                          is_key ? "foreign key " + trigger.constraint : "trigger " + trigger.name,
                          trigger.table),
              trigger.name));
  }
  const bool is_call_alone = !reads_tables && found.empty() &&
                             (plan.root.type == "Result" || plan.root.type == "ProjectSet");
  if (!is_call_alone) return found;
  for (const std::string& name : names_called_in(without_literals(std::string{statement}))) {
    if (!is_servers_own(lower_case(name))) found.push_back(named("function " + name, name));
  }
  return found;
}

std::string unseen_text(const CalledCode& code) {
  return code.what + ": what it executes is not in this plan";
}

}  // namespace eventstore::explain
