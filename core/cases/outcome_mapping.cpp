#include "core/cases/outcome_mapping.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/cases/operation_call.hpp"
#include "core/pg/field_text.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::cases {

using catalogue::AppliedRule;
using catalogue::ColumnValue;
using catalogue::Operation;
using catalogue::OutcomeRule;
using catalogue::Step;

namespace {

bool names_a_constraint(const std::vector<AppliedRule>& rules) {
  return std::any_of(rules.begin(), rules.end(),
                     [](const AppliedRule& each) { return !each.rule->constraints.empty(); });
}

int column_number(const pg::Reply& reply, const std::string& name) {
  for (int column = 0; column < reply.column_count(); ++column) {
    if (reply.column_name(column) == name) return column;
  }
  return -1;
}

bool holds(const ColumnValue& wanted, const pg::Reply& first_row) {
  const int column = column_number(first_row, wanted.column);
  if (column < 0) return false;
  const auto found = pg::field_text(first_row, 0, column);
  if (!found || !wanted.value) return !found && !wanted.value;
  const bool is_boolean = pg::kind_of_type(first_row.column_type(column)) == pg::FieldKind::boolean;
  return is_boolean ? pg::boolean_text(*wanted.value) == *found : *wanted.value == *found;
}

/// Why the line matches; nothing when it does not.
std::optional<std::string> reason_of(const AppliedRule& applied, const Answer& answer) {
  const OutcomeRule& rule = *applied.rule;
  if (applied.takes_affected && rule.affected && rule.affected == answer.affected) {
    return fmt::format("affected {} rows", *rule.affected);
  }
  if (!applied.takes_rows) return std::nullopt;
  if (rule.rows && rule.rows == answer.rows) return fmt::format("returned {} rows", *rule.rows);
  if (answer.first_row == nullptr) return std::nullopt;
  for (const ColumnValue& column : rule.columns) {
    if (!holds(column, *answer.first_row)) continue;
    return fmt::format("returned {} = {}", column.column, column.value.value_or("NULL"));
  }
  return std::nullopt;
}

std::string complaint_about(const ColumnValue& wanted, const pg::Reply& description,
                            const std::string& statement) {
  const int column = column_number(description, wanted.column);
  if (column < 0) {
    std::vector<std::string> known;
    for (int i = 0; i < description.column_count(); ++i) {
      known.emplace_back(description.column_name(i));
    }
    return fmt::format("{} returns no column '{}'; known are {}{}", statement, wanted.column,
                       known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")),
                       did_you_mean(wanted.column, known));
  }
  const pg::FieldKind kind = pg::kind_of_type(description.column_type(column));
  if (kind == pg::FieldKind::other) {
    return fmt::format(
        "column '{0}' of {1} is of a type that is not compared here; return it as "
        "text: {0}::text AS {0}",
        wanted.column, statement);
  }
  if (!wanted.value) return "";
  const std::string& value = *wanted.value;
  if (kind == pg::FieldKind::boolean && !pg::boolean_text(value)) {
    return fmt::format("{}={} never applies: the column is boolean, true or false", wanted.column,
                       value);
  }
  std::int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  if (kind == pg::FieldKind::number && std::to_string(number) != value) {
    return fmt::format("{}={} never applies: the column is a whole number", wanted.column, value);
  }
  return "";
}

void check_step(pg::Wire& wire, const Operation& operation, std::size_t index,
                const std::vector<AppliedRule>& rules) {
  const std::string statement = statement_name(operation, operation.steps[index]);
  const pg::Reply description = wire.describe(statement);
  if (!description.ok()) {
    throw Failure(fmt::format("{}: cannot describe {}: {}", operation.file, statement,
                              description.message()));
  }
  for (const AppliedRule& each : rules) {
    if (!each.takes_rows) continue;
    for (const ColumnValue& wanted : each.rule->columns) {
      const std::string complaint = complaint_about(wanted, description, statement);
      if (complaint.empty()) continue;
      throw UsageError(fmt::format("{}:{}: {}", operation.file, each.rule->line, complaint));
    }
  }
}

bool names_a_column(const std::vector<AppliedRule>& rules) {
  return std::any_of(rules.begin(), rules.end(), [](const AppliedRule& each) {
    return each.takes_rows && !each.rule->columns.empty();
  });
}

}  // namespace

OutcomeMapping::OutcomeMapping(pg::Wire& wire, const Operation& operation)
    : of_commit_(catalogue::rules_of_commit(operation)) {
  for (std::size_t i = 0; i < operation.steps.size(); ++i) {
    of_steps_.push_back(catalogue::rules_of_step(operation, i));
  }
  // COMMIT has the rules of all.
  if (names_a_constraint(of_commit_)) partition_parents_ = pg::partition_parents(wire);
}

/// A partition's constraint has a name of its own, but means the same as that of the whole table.
bool OutcomeMapping::matches(const OutcomeRule& rule, const pg::Reply& error) const {
  const std::string constraint = error.constraint();
  if (!constraint.empty()) {
    const std::string& of_whole = pg::whole_of(constraint, partition_parents_);
    for (const std::string& name : rule.constraints) {
      if (name == constraint || name == of_whole) return true;
    }
  }
  const std::string sqlstate = error.sqlstate();
  for (const std::string& code : rule.sqlstates) {
    if (sqlstate.starts_with(code)) return true;
  }
  if (rule.messages.empty()) return false;
  const std::string message = error.message();
  return std::any_of(
      rule.messages.begin(), rule.messages.end(),
      [&](const catalogue::MessagePattern& pattern) { return pattern.matches(message); });
}

Outcome OutcomeMapping::of_error(const Rules& rules, const pg::Reply& reply,
                                 bool is_connected) const {
  const Outcome outcome = outcome_of_sqlstate(reply.sqlstate());
  // What libpq says itself has no SQLSTATE; a server may end the session with any.
  if (!is_connected) return outcome == Outcome::other_error ? Outcome::connection_lost : outcome;
  if (outcome == Outcome::connection_lost) return outcome;
  for (const AppliedRule& each : rules) {
    if (matches(*each.rule, reply)) return each.rule->outcome;
  }
  return outcome;
}

Outcome OutcomeMapping::of_error(std::optional<std::size_t> step, const pg::Reply& reply,
                                 bool is_connected) const {
  return of_error(step ? of_steps_[*step] : Rules{}, reply, is_connected);
}

Outcome OutcomeMapping::of_failed_commit(const pg::Reply& reply, bool is_connected) const {
  return of_error(of_commit_, reply, is_connected);
}

Ruling OutcomeMapping::of_answer(std::size_t step, const Answer& answer) const {
  const Rules& rules = of_steps_[step];
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (auto reason = reason_of(rules[i], answer)) {
      return {.outcome = rules[i].rule->outcome, .reason = std::move(*reason), .order = i};
    }
  }
  return {.order = rules.size()};
}

bool OutcomeMapping::looks_at_rows(std::size_t step) const {
  return std::any_of(of_steps_[step].begin(), of_steps_[step].end(), [](const AppliedRule& each) {
    return each.takes_rows && each.rule->looks_at_rows();
  });
}

void check_outcome_columns(pg::Wire& wire, const Operation& operation) {
  for (std::size_t i = 0; i < operation.steps.size(); ++i) {
    const auto rules = catalogue::rules_of_step(operation, i);
    if (names_a_column(rules)) check_step(wire, operation, i, rules);
  }
}

}  // namespace eventstore::cases
