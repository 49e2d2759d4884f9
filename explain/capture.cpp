#include "explain/capture.hpp"

#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/cases/operation_call.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/pg/quoted_name.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

namespace {

/// The columns of the first row that each step returned, as text, by step.
using Results = std::map<std::string, pg::Reply>;

/// `result.<step>.<column>`: the value in the first row of an earlier step, NULL without a row.
std::string literal_of_result(const catalogue::Parameter& parameter, const Results& results) {
  const std::string& field = parameter.source.field;
  const std::size_t dot = field.find('.');
  const std::string column = dot == std::string::npos ? field : field.substr(dot + 1);
  const auto found = results.find(field.substr(0, dot));
  std::optional<std::string_view> text;
  if (found != results.end() && found->second.row_count() > 0) {
    const int number = found->second.column_named(column);
    if (number < 0) {
      throw UsageError(fmt::format("parameter {}: step '{}' returns no column '{}'", parameter.name,
                                   found->first, column));
    }
    text = found->second.field(0, number);
  }
  if (!text) return pg::literal({}, parameter.type);
  // The text form of any type casts back to it.
  return fmt::format("{}::{}", pg::literal(std::string{*text}, catalogue::ParameterType::text),
                     pg::type_name(parameter.type));
}

std::vector<std::string> literals_of(const catalogue::Operation& operation,
                                     const catalogue::Step& step, const cases::Arguments& arguments,
                                     const Results& results) {
  std::vector<std::string> literals;
  for (const std::size_t index : step.parameters) {
    const catalogue::Parameter& parameter = operation.parameters[index];
    literals.push_back(parameter.source.family == "result"
                           ? literal_of_result(parameter, results)
                           : pg::literal(arguments[index], parameter.type));
  }
  return literals;
}

std::string title_of(const Selected& selected, const catalogue::Step& step) {
  return selected.title() + (step.name.empty() ? "" : " (step " + step.name + ")");
}

[[noreturn]] void fail(const std::string& title, const pg::Reply& reply) {
  throw Failure(fmt::format("{}: the server says: {}{}", title, reply.message(),
                            reply.sqlstate().empty() ? "" : " (" + reply.sqlstate() + ")"));
}

/// Whether the case is there to be refused, so that an error is no failure of ours.
bool expects_refusal(const Selected& selected) {
  return selected.which->expected_outcome != Outcome::ok;
}

nlohmann::ordered_json plan_of(const pg::Reply& reply) {
  const auto text = reply.field(0, 0);
  return nlohmann::ordered_json::parse(text.value_or("null"));
}

/// Of a plan as EXPLAIN gave it; 0 where it was not executed.
std::int64_t buffers_of(const nlohmann::ordered_json& plan) {
  return plan.is_null() ? 0 : parse_plan(plan).root.buffers();
}

/// Calls the function whatever happens.
class AtTheEnd {
 public:
  explicit AtTheEnd(std::function<void()> what) : what_(std::move(what)) {}
  ~AtTheEnd() { what_(); }
  AtTheEnd(const AtTheEnd&) = delete;
  AtTheEnd& operator=(const AtTheEnd&) = delete;

 private:
  std::function<void()> what_;
};

}  // namespace

std::string execute_text(const catalogue::Operation& operation, const catalogue::Step& step,
                         const std::vector<std::string>& literals) {
  const std::string name = pg::quoted_name(cases::statement_name(operation, step));
  if (literals.empty()) return "EXECUTE " + name;
  return fmt::format("EXECUTE {}({})", name, fmt::join(literals, ", "));
}

std::string explain_options(int server_version) {
  constexpr int with_serialize = 170'000;
  return std::string{"ANALYZE, BUFFERS, SETTINGS, WAL, "} +
         (server_version >= with_serialize ? "SERIALIZE BINARY, " : "") + "FORMAT JSON";
}

Explainer::Explainer(const pg::Database& database, pg::SessionUse use) : wire_(database, use) {}

void Explainer::prepare(const catalogue::Operation& operation) {
  if (prepared_.insert(&operation).second) cases::prepare(wire_, operation);
}

/// A statement that has just been prepared has no history, which the server's choice goes by.
void Explainer::prepare_anew(const catalogue::Operation& operation) {
  for (const catalogue::Step& step : operation.steps) {
    wire_.command("DEALLOCATE " + pg::quoted_name(cases::statement_name(operation, step)));
  }
  cases::prepare(wire_, operation);
}

/// EXPLAIN without ANALYZE plans as an execution does, and counts as one.
void Explainer::execute_until_choice(const Selected& selected, const std::string& call) {
  for (int i = 0; i < executions_before_choice; ++i) {
    const pg::Reply reply = wire_.run("EXPLAIN " + call);
    if (!reply.ok()) fail(selected.title(), reply);
  }
}

std::string Explainer::chosen_for(const std::string& statement) {
  // An error has ended the transaction, but no prepared statement.
  const pg::Reply reply =
      wire_.run(catalogue::with_values(catalogue::harness_sql("prepared_plans"),
                                       {pg::literal(statement, catalogue::ParameterType::text)}));
  if (!reply.ok() || reply.row_count() != 1) return {};
  return reply.field(0, 0) == "0" ? "custom" : "generic";
}

void Explainer::begin(const catalogue::Operation& operation) {
  if (is_experiment_) return wire_.command("SAVEPOINT explained");
  // A function that writes behind our back would do so in the seeded database itself.
  wire_.command(operation.writes() ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                   : "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY");
}

void Explainer::roll_back() {
  static_cast<void>(wire_.run(is_experiment_ ? "ROLLBACK TO SAVEPOINT explained" : "ROLLBACK"));
}

void Explainer::begin_experiment(const std::function<void(pg::Wire&)>& change, int most_ms) {
  wire_.command("BEGIN ISOLATION LEVEL READ COMMITTED");
  is_experiment_ = true;
  change(wire_);
  wire_.command(fmt::format("SET LOCAL statement_timeout = {}", most_ms));
}

void Explainer::end_experiment() {
  is_experiment_ = false;
  wire_.command("ROLLBACK");
}

Explainer::Call Explainer::run_steps_before(const Selected& selected, std::size_t step,
                                            const cases::Arguments& arguments) {
  const catalogue::Operation& operation = *selected.operation;
  Results results;
  for (std::size_t i = 0; i < step; ++i) {
    const catalogue::Step& earlier = operation.steps[i];
    const auto literals = literals_of(operation, earlier, arguments, results);
    pg::Reply reply = wire_.run(execute_text(operation, earlier, literals));
    if (!reply.ok()) {
      if (!expects_refusal(selected)) fail(title_of(selected, earlier), reply);
      return {.literals = {},
              .refusal =
                  fmt::format("step {} before it ended with: {}", earlier.name, reply.message())};
    }
    results.emplace(earlier.name, std::move(reply));
  }
  return {.literals = literals_of(operation, operation.steps[step], arguments, results),
          .refusal = {}};
}

CapturedPlan Explainer::plan_only(const Selected& selected, const std::string& call,
                                  const std::string& refusal) {
  roll_back();
  begin(*selected.operation);
  const pg::Reply reply = wire_.run("EXPLAIN (SETTINGS, FORMAT JSON) " + call);
  if (!reply.ok()) fail(selected.title(), reply);
  return {.plan = plan_of(reply),
          .remark = fmt::format("planned only, since the call itself is refused: {}", refusal)};
}

CapturedPlan Explainer::explain_once(const Selected& selected, std::size_t step,
                                     const cases::Arguments& arguments, PlanMode mode) {
  const catalogue::Operation& operation = *selected.operation;
  if (mode == PlanMode::sixth) prepare_anew(operation);
  begin(operation);
  const AtTheEnd undo{[this] { roll_back(); }};
  const Call call = run_steps_before(selected, step, arguments);
  if (!call.refusal.empty()) return {.plan = nullptr, .remark = "not reached: " + call.refusal};

  const std::string text = execute_text(operation, operation.steps[step], call.literals);
  if (mode == PlanMode::sixth) execute_until_choice(selected, text);
  const pg::Reply reply =
      wire_.run("EXPLAIN (" + explain_options(wire_.server_version()) + ") " + text);
  CapturedPlan captured;
  if (reply.ok()) {
    captured.plan = plan_of(reply);
  } else if (expects_refusal(selected)) {
    captured = plan_only(selected, text, reply.message());
  } else {
    fail(title_of(selected, operation.steps[step]), reply);
  }
  if (mode == PlanMode::sixth) {
    captured.chosen = chosen_for(cases::statement_name(operation, operation.steps[step]));
  }
  return captured;
}

CapturedPlan Explainer::explain(const Selected& selected, std::size_t step,
                                const cases::Arguments& arguments, PlanMode mode) {
  prepare(*selected.operation);
  wire_.set("plan_cache_mode", std::string{plan_cache_mode(mode)});
  if (is_experiment_) return explain_once(selected, step, arguments, mode);
  static_cast<void>(explain_once(selected, step, arguments, mode));
  CapturedPlan least = explain_once(selected, step, arguments, mode);
  // A write that finds a full page of an index looks there for rows that were rolled back, in up to
  // a hundred pages of the table: once in a hundred calls, and it says nothing about the plan.
  constexpr std::int64_t few = 1000;  // Of many, a hundred are nothing.
  const bool is_small_write = selected.operation->writes() && buffers_of(least.plan) < few;
  for (int i = 0; is_small_write && i < 2; ++i) {
    CapturedPlan again = explain_once(selected, step, arguments, mode);
    if (buffers_of(again.plan) < buffers_of(least.plan)) least = std::move(again);
  }
  return least;
}

std::vector<std::string> Explainer::literals(const Selected& selected, std::size_t step,
                                             const cases::Arguments& arguments) {
  prepare(*selected.operation);
  begin(*selected.operation);
  const AtTheEnd undo{[this] { roll_back(); }};
  return run_steps_before(selected, step, arguments).literals;
}

}  // namespace eventstore::explain
