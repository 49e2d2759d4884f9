#include "core/catalogue/applied_rules.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

namespace {

/// The last step of which `is_meant` holds; the number of steps where there is none.
template <typename IsMeant>
std::size_t last_step(const Operation& operation, IsMeant is_meant) {
  for (std::size_t i = operation.steps.size(); i > 0; --i) {
    if (is_meant(operation.steps[i - 1])) return i - 1;
  }
  return operation.steps.size();
}

std::size_t last_that_modifies(const Operation& operation) {
  return last_step(operation, [](const Step& step) { return step.modifies; });
}
std::size_t last_that_returns(const Operation& operation) {
  return last_step(operation, [](const Step& step) { return step.returns_rows; });
}
/// Of functions that write, where no statement modifies rows itself.
std::size_t last_that_writes(const Operation& operation) {
  return last_step(operation, [](const Step& step) { return step.writes; });
}

/// A range is taken for wide enough where its end is not known here.
bool allows(const std::optional<RowRange>& range, std::int64_t rows) {
  if (!range || range->is_exact || rows < range->least) return false;
  return !range->most_parameter.empty() || !range->most_setting.empty() || rows <= range->most;
}

bool takes_affected(const Operation& operation, std::size_t step, const OutcomeRule& rule) {
  if (!rule.affected) return false;
  const std::size_t last = last_that_modifies(operation);
  if (last == operation.steps.size()) return step == last_that_writes(operation);
  return step == last ||
         (operation.steps[step].modifies && !allows(operation.steps[step].rows, *rule.affected));
}

[[noreturn]] void complain(const Operation& operation, int line, const std::string& what) {
  throw UsageError(fmt::format("{}:{}: {}", operation.file, line, what));
}

std::string column_text(const ColumnValue& column) {
  return fmt::format("{}={}", column.column,
                     column.value ? fmt::format("'{}'", *column.value) : "null");
}

/// Its conditions, each as a text that is the same where they are the same.
std::vector<std::string> conditions_of(const OutcomeRule& rule) {
  std::vector<std::string> texts;
  for (const std::string& name : rule.constraints) texts.push_back("constraint=" + name);
  for (const std::string& code : rule.sqlstates) texts.push_back("sqlstate=" + code);
  for (const MessagePattern& pattern : rule.messages) {
    texts.push_back(fmt::format("message~'{}'", pattern.text()));
  }
  if (rule.affected) texts.push_back(fmt::format("affected={}", *rule.affected));
  if (rule.rows) texts.push_back(fmt::format("rows={}", *rule.rows));
  for (const ColumnValue& column : rule.columns) texts.push_back(column_text(column));
  return texts;
}

void check_repetitions(const Operation& operation, const std::vector<OutcomeRule>& rules) {
  std::map<std::string, int> lines;
  constexpr std::string_view sqlstate = "sqlstate=";
  constexpr std::size_t length_of_class = 2;
  for (const OutcomeRule& rule : rules) {
    for (const std::string& condition : conditions_of(rule)) {
      auto earlier = lines.find(condition);
      if (earlier == lines.end() && condition.starts_with(sqlstate)) {
        earlier = lines.find(condition.substr(0, sqlstate.size() + length_of_class));
      }
      if (earlier != lines.end()) {
        complain(operation, rule.line,
                 fmt::format("{} never applies: line {} comes first", condition, earlier->second));
      }
      lines.emplace(condition, rule.line);
    }
  }
}

constexpr const char* affected_nothing =
    "affected={} never applies: {} no command that modifies rows; write rows={}, and @writes where "
    "a function that it calls writes";
constexpr const char* returns_nothing = "{} never applies: {} no rows; write affected=N";

std::string row_condition(const OutcomeRule& rule) {
  return rule.rows ? fmt::format("rows={}", *rule.rows) : column_text(rule.columns.front());
}

void check_step(const Operation& operation, const Step& step) {
  for (const OutcomeRule& rule : step.outcome_rules) {
    if (rule.affected && !step.modifies && !step.writes) {
      const std::string subject = fmt::format("step '{}' has", step.name);
      complain(operation, rule.line,
               fmt::format(affected_nothing, *rule.affected, subject, *rule.affected));
    }
    if (rule.looks_at_rows() && !step.returns_rows) {
      const std::string subject = fmt::format("step '{}' returns", step.name);
      complain(operation, rule.line, fmt::format(returns_nothing, row_condition(rule), subject));
    }
  }
  check_repetitions(operation, step.outcome_rules);
}

}  // namespace

std::vector<AppliedRule> rules_of_step(const Operation& operation, std::size_t step) {
  std::vector<AppliedRule> applied;
  for (const OutcomeRule& rule : operation.steps[step].outcome_rules) {
    applied.push_back({.rule = &rule, .takes_affected = true, .takes_rows = true});
  }
  const bool is_last_with_rows = step == last_that_returns(operation);
  for (const OutcomeRule& rule : operation.outcome_rules) {
    applied.push_back({.rule = &rule,
                       .takes_affected = takes_affected(operation, step, rule),
                       .takes_rows = is_last_with_rows});
  }
  return applied;
}

std::vector<AppliedRule> rules_of_commit(const Operation& operation) {
  std::vector<AppliedRule> applied;
  for (const Step& step : operation.steps) {
    for (const OutcomeRule& rule : step.outcome_rules) applied.push_back({.rule = &rule});
  }
  for (const OutcomeRule& rule : operation.outcome_rules) applied.push_back({.rule = &rule});
  return applied;
}

void check_outcome_rules(const Operation& operation) {
  const std::size_t none = operation.steps.size();
  for (const OutcomeRule& rule : operation.outcome_rules) {
    const bool writes =
        last_that_modifies(operation) != none || last_that_writes(operation) != none;
    if (rule.affected && !writes) {
      complain(operation, rule.line,
               fmt::format(affected_nothing, *rule.affected, "the operation has", *rule.affected));
    }
    if (rule.looks_at_rows() && last_that_returns(operation) == none) {
      complain(operation, rule.line,
               fmt::format(returns_nothing, row_condition(rule), "the operation returns"));
    }
  }
  check_repetitions(operation, operation.outcome_rules);
  for (const Step& step : operation.steps) check_step(operation, step);
}

}  // namespace eventstore::catalogue
