#include "core/cases/operation_call.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::cases {

using catalogue::Operation;
using catalogue::OutcomeRule;
using catalogue::Parameter;
using catalogue::Step;

namespace {

Outcome outcome_of_sqlstate(const std::string& sqlstate) {
  if (sqlstate == "40001") return Outcome::serialization_failure;
  if (sqlstate == "40P01") return Outcome::deadlock;
  if (sqlstate == "57014" || sqlstate == "55P03") return Outcome::timeout;
  const bool is_lost = sqlstate.empty() || sqlstate.starts_with("08") || sqlstate == "57P01" ||
                       sqlstate == "57P02" || sqlstate == "57P03";
  return is_lost ? Outcome::connection_lost : Outcome::other_error;
}

}  // namespace

std::string statement_name(const Operation& operation, const Step& step) {
  return step.name.empty() ? operation.title() : operation.title() + "." + step.name;
}

void prepare(pg::Wire& wire, const Operation& operation) {
  for (const Step& step : operation.steps) {
    std::vector<unsigned> types;
    for (const std::size_t index : step.parameters) {
      types.push_back(pg::type_oid(operation.parameters[index].type));
    }
    try {
      wire.prepare(statement_name(operation, step), step.sql, types);
    } catch (const Failure& error) {
      throw Failure(fmt::format("{}: {}", operation.file, error.what()));
    }
  }
}

OperationCall::OperationCall(pg::Wire& wire, const Operation& operation)
    : wire_(wire), operation_(operation) {
  for (const Step& step : operation.steps) {
    const bool depends = std::any_of(
        step.parameters.begin(), step.parameters.end(),
        [&](std::size_t i) { return operation.parameters[i].source.family == "result"; });
    calls_.push_back({.name = statement_name(operation, step),
                      .step = &step,
                      .parameters = {},
                      .depends_on_result = depends});
  }
  rows_by_step_.resize(calls_.size());
  const bool names_constraints =
      std::any_of(operation.outcome_rules.begin(), operation.outcome_rules.end(),
                  [](const OutcomeRule& rule) { return !rule.constraints.empty(); });
  if (names_constraints) partition_parents_ = pg::partition_parents(wire);
}

void OperationCall::encode(StepCall& call) {
  call.parameters.clear();
  std::string bytes;
  for (const std::size_t index : call.step->parameters) {
    const Parameter& parameter = operation_.parameters[index];
    if (parameter.source.family == "result") {
      const std::string& field = parameter.source.field;
      const std::string step_name = field.substr(0, field.find('.'));
      const std::string column = field.substr(field.find('.') + 1);
      std::size_t from = 0;
      while (calls_[from].step->name != step_name) ++from;
      if (from >= replies_.size()) {
        throw UsageError(fmt::format("{}:{}: step '{}' runs after the step that needs its result",
                                     operation_.file, parameter.line, step_name));
      }
      const pg::Reply& reply = replies_[from];
      const int number = reply.column_named(column);
      if (number < 0) {
        throw UsageError(fmt::format("{}:{}: step '{}' returns no column '{}'", operation_.file,
                                     parameter.line, step_name, column));
      }
      const auto value = reply.row_count() == 0 ? std::nullopt : reply.field(0, number);
      if (value) {
        call.parameters.add(*value, format_);
      } else {
        call.parameters.add_null();
      }
    } else if (std::holds_alternative<std::monostate>(arguments_[index])) {
      call.parameters.add_null();
    } else {
      bytes.clear();
      pg::append_binary(bytes, arguments_[index], parameter.type);
      call.parameters.add(bytes);
    }
  }
  call.parameters.finish();
}

void OperationCall::set_arguments(const Arguments& arguments) {
  arguments_ = arguments;
  for (StepCall& call : calls_) {
    if (!call.depends_on_result) encode(call);
  }
}

/// A partition's constraint has a name of its own, but means the same as that of the whole table.
bool OperationCall::names(const OutcomeRule& rule, const std::string& constraint) const {
  const std::string& of_whole = pg::whole_of(constraint, partition_parents_);
  return std::any_of(
      rule.constraints.begin(), rule.constraints.end(),
      [&](const std::string& name) { return name == constraint || name == of_whole; });
}

Outcome OperationCall::outcome_of(const pg::Reply& reply, const Step& step) const {
  if (!reply.ok()) {
    constexpr std::string_view unique_violation = "23505";
    const std::string sqlstate = reply.sqlstate();
    if (sqlstate == unique_violation) {
      for (const OutcomeRule& rule : operation_.outcome_rules) {
        if (names(rule, reply.constraint())) return rule.outcome;
      }
    }
    return outcome_of_sqlstate(sqlstate);
  }
  if (step.writes) {
    for (const OutcomeRule& rule : operation_.outcome_rules) {
      if (rule.affected == reply.affected()) return rule.outcome;
    }
  }
  return Outcome::ok;
}

bool OperationCall::run_step(std::size_t index, CallResult& result) {
  StepCall& call = calls_[index];
  if (call.depends_on_result) encode(call);
  replies_.push_back(wire_.execute(call.name.c_str(), call.parameters, format_));
  const pg::Reply& reply = replies_.back();
  rows_by_step_[index] = call.step->writes ? reply.affected() : reply.row_count();
  result.rows += rows_by_step_[index];
  result.outcome = outcome_of(reply, *call.step);
  if (result.outcome != Outcome::ok && !reply.ok()) result.message = reply.message();
  return result.outcome == Outcome::ok;
}

CallResult OperationCall::run() {
  CallResult result;
  replies_.clear();
  const bool is_explicit =
      operation_.transaction == catalogue::TransactionMode::explicit_read_committed;
  if (is_explicit) wire_.command("BEGIN ISOLATION LEVEL READ COMMITTED");
  bool goes_on = true;
  for (std::size_t i = 0; i < calls_.size() && goes_on; ++i) goes_on = run_step(i, result);
  if (is_explicit && wire_.is_connected()) wire_.command(goes_on ? "COMMIT" : "ROLLBACK");
  return result;
}

CallResult OperationCall::run_streamed(const std::function<bool(const pg::Reply&)>& visit) {
  if (calls_.size() != 1) {
    throw UsageError(fmt::format("{}: rows can only be streamed from an operation with one step",
                                 operation_.file));
  }
  CallResult result;
  replies_.clear();
  bool was_ended = false;
  const auto count_and_visit = [&](const pg::Reply& rows) {
    result.rows += rows.row_count();
    was_ended = !visit(rows);
    return !was_ended;
  };
  const StepCall& call = calls_.front();
  const pg::Reply end =
      wire_.execute_streamed(call.name.c_str(), call.parameters, format_, count_and_visit);
  rows_by_step_.front() = result.rows;
  result.outcome = was_ended && wire_.is_connected() ? Outcome::ok : outcome_of(end, *call.step);
  if (result.outcome != Outcome::ok) result.message = end.message();
  return result;
}

std::optional<pg::Reply> OperationCall::take_reply(std::size_t step) {
  if (step >= replies_.size()) return std::nullopt;
  return std::move(replies_[step]);
}

std::string row_count_complaint(const Operation& operation, const Step& step,
                                const catalogue::Case& which, const Arguments& arguments,
                                std::int64_t rows) {
  if (!step.rows) return "";
  std::int64_t most = step.rows->most;
  for (std::size_t i = 0; i < operation.parameters.size(); ++i) {
    if (operation.parameters[i].name != step.rows->most_parameter) continue;
    if (const auto* number = std::get_if<std::int64_t>(&arguments[i])) most = *number;
  }
  if (!step.rows->most_setting.empty()) {
    most = std::stoll(which.settings.at(step.rows->most_setting));
  }
  const std::int64_t least = step.rows->is_exact ? most : std::min(step.rows->least, most);
  if (rows >= least && rows <= most) return "";
  return fmt::format("{} returned or wrote {} rows, where its @rows line says {}..{}",
                     statement_name(operation, step), rows, least, most);
}

}  // namespace eventstore::cases
