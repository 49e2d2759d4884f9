#include "core/cases/operation_call.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::cases {

using catalogue::Operation;
using catalogue::Parameter;
using catalogue::Step;

namespace {

// Made once: what is timed allocates nothing.
const std::string begin_read_committed = "BEGIN ISOLATION LEVEL READ COMMITTED";
const std::string commit = "COMMIT";
const std::string rollback = "ROLLBACK";

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
  check_outcome_columns(wire, operation);
}

OperationCall::OperationCall(pg::Wire& wire, const Operation& operation)
    : wire_(wire),
      operation_(operation),
      is_explicit_(operation.transaction == catalogue::TransactionMode::explicit_read_committed),
      outcomes_(wire, operation) {
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
}

std::optional<std::string_view> OperationCall::result_value(const Parameter& parameter) const {
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
  return reply.row_count() == 0 ? std::nullopt : reply.field(0, number);
}

void OperationCall::encode(StepCall& call) {
  if (protocol_ == Protocol::simple) {
    encode_text(call);
  } else {
    encode_binary(call);
  }
}

void OperationCall::encode_binary(StepCall& call) {
  call.parameters.clear();
  std::string bytes;
  for (const std::size_t index : call.step->parameters) {
    const Parameter& parameter = operation_.parameters[index];
    if (parameter.source.family == "result") {
      if (const auto value = result_value(parameter)) {
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

void OperationCall::encode_text(StepCall& call) {
  std::vector<std::string> literals;
  for (const std::size_t index : call.step->parameters) {
    const Parameter& parameter = operation_.parameters[index];
    if (parameter.source.family == "result") {
      const auto value = result_value(parameter);
      const auto as_text = value ? pg::Value{std::string{*value}} : pg::Value{};
      literals.push_back(fmt::format("{}::{}", pg::literal(as_text, catalogue::ParameterType::text),
                                     pg::type_name(parameter.type)));
    } else {
      literals.push_back(pg::literal(arguments_[index], parameter.type));
    }
  }
  call.text = catalogue::with_values(call.step->sql, literals);
}

void OperationCall::set_arguments(const Arguments& arguments) {
  arguments_ = arguments;
  for (StepCall& call : calls_) {
    if (!call.depends_on_result) encode(call);
  }
}

Outcome OperationCall::outcome_of_error(std::optional<std::size_t> step,
                                        const pg::Reply& reply) const {
  return outcomes_.of_error(step, reply, wire_.is_connected());
}

void OperationCall::note_error(const pg::Reply& reply, Outcome outcome, CallResult& result) {
  result.outcome = outcome;
  result.sqlstate = reply.sqlstate();
  result.message = reply.message();
  result.detail = reply.detail();
  result.hint = reply.hint();
  result.constraint = reply.constraint();
}

bool OperationCall::note_reply(std::size_t index, CallResult& result) {
  const pg::Reply& reply = replies_.back();
  const StepCall& call = calls_[index];
  if (!reply.ok()) {
    note_error(reply, outcome_of_error(index, reply), result);
    return false;
  }
  rows_by_step_[index] = call.step->modifies ? reply.affected() : reply.row_count();
  result.rows += rows_by_step_[index];
  Ruling ruling =
      outcomes_.of_answer(index, {.affected = reply.affected(),
                                  .rows = reply.row_count(),
                                  .first_row = reply.row_count() > 0 ? &reply : nullptr});
  result.outcome = ruling.outcome;
  if (result.outcome == Outcome::ok) return true;
  result.message = std::move(ruling.reason);
  return false;
}

CallResult OperationCall::run() {
  start();
  finish();
  return std::move(result_);
}

CallResult OperationCall::run_read_only() {
  const pg::Reply begun = wire_.run("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY");
  CallResult result;
  if (!begun.ok()) {
    note_error(begun, outcome_of_error(std::nullopt, begun), result);
    return result;
  }
  const bool was_explicit = std::exchange(is_explicit_, false);
  result = run();
  is_explicit_ = was_explicit;
  // Who turns it off would write to what is only read, a call later.
  if (result.sqlstate.empty() && !wire_.is_pooled()) {
    const pg::Reply setting = wire_.run(catalogue::harness_sql("session_read_only"));
    if (setting.ok() && setting.field(0, 0) != "on") {
      result.sqlstate = "25006";
      result.message = "it turns default_transaction_read_only off on its session";
    }
  }
  static_cast<void>(wire_.run(rollback));
  return result;
}

void OperationCall::start() {
  result_ = {};
  replies_.clear();
  std::fill(rows_by_step_.begin(), rows_by_step_.end(), 0);
  commit_sent_ = false;
  step_ = 0;
  if (is_explicit_) {
    send_control(Phase::begin, begin_read_committed);
  } else {
    send_step();
  }
}

bool OperationCall::advance() {
  while (phase_ != Phase::ended) {
    std::optional<pg::Reply> reply = wire_.receive_arrived();
    if (!reply) return false;
    take(std::move(*reply));
  }
  return true;
}

void OperationCall::finish() {
  while (phase_ != Phase::ended) take(wire_.receive());
}

void OperationCall::send_step() {
  phase_ = Phase::step;
  StepCall& call = calls_[step_];
  if (call.depends_on_result) encode(call);
  const bool commits_itself = !is_explicit_ && call.step->writes;
  commit_sent_ = commit_sent_ || (commits_itself && wire_.is_connected());
  const bool was_sent = protocol_ == Protocol::simple
                            ? wire_.send_text(call.text)
                            : wire_.send(call.name.c_str(), call.parameters, format_);
  if (!was_sent) take(wire_.refusal());
}

void OperationCall::send_control(Phase phase, const std::string& command) {
  phase_ = phase;
  if (!wire_.send_text(command)) take(wire_.refusal());
}

/// What the answer means for the call, and what is sent next.
void OperationCall::take(pg::Reply reply) {
  switch (phase_) {
    case Phase::begin:
      if (reply.ok()) return send_step();
      note_error(reply, outcome_of_error(std::nullopt, reply), result_);
      return end();
    case Phase::step:
      return take_step(std::move(reply));
    case Phase::commit:
      if (!reply.ok()) {
        note_error(reply, outcomes_.of_failed_commit(reply, wire_.is_connected()), result_);
      }
      return end();
    case Phase::rollback:  // How this ends changes nothing: what is not committed is rolled back.
    case Phase::ended:
      return end();
  }
}

void OperationCall::take_step(pg::Reply reply) {
  replies_.push_back(std::move(reply));
  const bool goes_on = note_reply(step_++, result_);
  if (goes_on && step_ < calls_.size()) {
    send_step();
  } else if (is_explicit_ && goes_on) {
    commit_sent_ = wire_.is_connected();
    send_control(Phase::commit, commit);
  } else if (is_explicit_ && wire_.is_connected()) {
    send_control(Phase::rollback, rollback);
  } else {
    end();
  }
}

void OperationCall::end() {
  phase_ = Phase::ended;
  result_.in_doubt = commit_sent_ && result_.outcome == Outcome::connection_lost;
}

void OperationCall::send() {
  replies_.clear();
  wire_.pipeline_send(calls_.front().name.c_str(), calls_.front().parameters, format_);
}

CallResult OperationCall::receive() {
  return pipelined(wire_.pipeline_receive());
}

std::optional<CallResult> OperationCall::receive_arrived() {
  std::optional<pg::Reply> reply = wire_.pipeline_receive_arrived();
  if (!reply) return std::nullopt;
  return pipelined(std::move(*reply));
}

CallResult OperationCall::pipelined(pg::Reply reply) {
  CallResult result;
  replies_.push_back(std::move(reply));
  static_cast<void>(note_reply(0, result));
  result.in_doubt = result.outcome == Outcome::connection_lost && calls_.front().step->writes;
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
  std::optional<Ruling> of_first_row;
  const auto count_and_visit = [&](const pg::Reply& rows) {
    if (!of_first_row) of_first_row = outcomes_.of_answer(0, {.first_row = &rows});
    result.rows += rows.row_count();
    was_ended = !visit(rows);
    return !was_ended;
  };
  const StepCall& call = calls_.front();
  const pg::Reply end =
      wire_.execute_streamed(call.name.c_str(), call.parameters, format_, count_and_visit);
  rows_by_step_.front() = result.rows;
  const bool was_cancelled = was_ended && wire_.is_connected();
  if (was_cancelled) return result;
  if (!end.ok()) {
    note_error(end, outcome_of_error(0, end), result);
    return result;
  }
  Ruling ruling = outcomes_.of_answer(0, {.rows = result.rows});
  if (of_first_row && of_first_row->order < ruling.order) ruling = std::move(*of_first_row);
  result.outcome = ruling.outcome;
  if (result.outcome != Outcome::ok) result.message = std::move(ruling.reason);
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
