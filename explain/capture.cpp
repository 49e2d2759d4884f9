#include "explain/capture.hpp"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/cases/hidden_writes.hpp"
#include "core/cases/operation_call.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/pg/quoted_name.hpp"
#include "core/pg/server_message.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "explain/plan_json.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

namespace {

using Json = nlohmann::ordered_json;

std::string title_of(const Selected& selected, const catalogue::Step& step) {
  return selected.title() + (step.name.empty() ? "" : " (step " + step.name + ")");
}

[[noreturn]] void fail(const Selected& selected, const std::string& title, const pg::Reply& reply) {
  const catalogue::Operation& operation = *selected.operation;
  if (!operation.writes() && reply.sqlstate() == cases::read_only_sqlstate) {
    throw UsageError(cases::hidden_write(operation, reply.message()));
  }
  throw StatementRefused(
      fmt::format("{}: the server says: {}{}", title, pg::reply_words(reply),
                  reply.sqlstate().empty() ? "" : " (" + reply.sqlstate() + ")"));
}

/// Whether the case is there to be refused, so that an error is no failure of ours.
bool expects_refusal(const Selected& selected) {
  return selected.which->expected_outcome != Outcome::ok;
}

/// VACUUM, CREATE INDEX CONCURRENTLY, a procedure that commits: what cannot be undone.
bool needs_no_transaction(const pg::Reply& reply) {
  return reply.sqlstate() == "25001" || reply.sqlstate() == "2D000";
}

/// The plan of the statement itself; null where it has none.  A rule of a table may have added
/// statements of its own, whose plans stand beside it.
CapturedPlan plan_of(const pg::Reply& reply) {
  const auto text = reply.field(0, 0);
  CapturedPlan captured{.plan = nullptr, .remark = {}};
  for (Json& each : plan_json(text.value_or("[]"))) {
    if (!each.is_object() || !each.contains("Plan")) continue;
    if (captured.plan.is_null()) {
      captured.plan = Json::array({std::move(each)});
    } else {
      captured.beside.inside.push_back({.place = "rule",
                                        .query = "a statement of a rule",
                                        .json = each,
                                        .plan = parse_plan(each)});
    }
  }
  return captured;
}

/// What planning touched, which is no part of the plan's nodes.
std::int64_t planning_buffers_of(const nlohmann::ordered_json& plan) {
  const auto& outer = plan.is_array() && !plan.empty() ? plan.front() : plan;
  const auto planning = outer.find("Planning");
  if (planning == outer.end()) return 0;
  return planning->value("Shared Hit Blocks", std::int64_t{0}) +
         planning->value("Shared Read Blocks", std::int64_t{0});
}

WriteWork work_of(const CapturedPlan& captured) {
  const Plan plan = parse_plan(captured.plan);
  return {.buffers = plan.root.buffers() + captured.trigger_buffers,
          .wal_bytes = plan.root.wal_without_images(),
          .has_images = plan.root.wal_page_images > 0};
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

Explainer::Explainer(const pg::Database& database, pg::SessionUse use)
    : database_(database), use_(use), wire_(database, use) {
  settings_.emplace(wire_);
  learn_code();
}

/// Asked for before any transaction, which a refusal would end.
void Explainer::learn_code() {
  code_ = called_code_in(wire_);
  shows_inner_plans_ = false;
  if (code_.empty() || !wire_.run("LOAD 'auto_explain'").ok()) return;
  wire_.command("BEGIN READ ONLY");
  shows_inner_plans_ = wire_.run(catalogue::harness_sql("plan_show_inner")).ok();
  wire_.command("ROLLBACK");
}

void Explainer::recover() {
  if (wire_.is_connected()) return;
  if (is_experiment_) throw Failure("the connection was lost, and with it what was to be tried");
  wire_ = pg::Wire{database_, use_};
  settings_.emplace(wire_);
  prepared_.clear();
  learn_code();
}

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
    if (!reply.ok()) fail(selected, selected.title(), reply);
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
  names_before_ = prepared_names(wire_);
  if (is_experiment_) return wire_.command("SAVEPOINT explained");
  // A function that writes behind our back would do so in the seeded database itself.
  wire_.command(operation.writes() ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                   : "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY");
}

void Explainer::roll_back() {
  static_cast<void>(wire_.run(is_experiment_ ? "ROLLBACK TO SAVEPOINT explained" : "ROLLBACK"));
  forget_prepared();
}

/// What a step has prepared outlasts ROLLBACK, and its next execution would find the name taken.
void Explainer::forget_prepared() {
  for (const std::string& name : prepared_names(wire_)) {
    if (names_before_.contains(name)) continue;
    static_cast<void>(wire_.run("DEALLOCATE " + pg::quoted_name(name)));
  }
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
    const auto values = values_of(operation, earlier, arguments, results);
    settings_->set(values);
    pg::Reply reply = wire_.run(execute_text(operation, earlier, settings_of(values)));
    if (!reply.ok()) {
      if (!expects_refusal(selected) && !needs_no_transaction(reply)) {
        fail(selected, title_of(selected, earlier), reply);
      }
      return {.values = {},
              .refusal = fmt::format("step {} before it ended with: {}", earlier.name,
                                     pg::reply_words(reply))};
    }
    results.emplace(earlier.name, std::move(reply));
  }
  Call call{.values = values_of(operation, operation.steps[step], arguments, results),
            .refusal = {}};
  settings_->set(call.values);
  return call;
}

CapturedPlan Explainer::plan_only(const Selected& selected, const Call& bound,
                                  const std::string& call, const std::string& refusal) {
  roll_back();
  begin(*selected.operation);
  settings_->set(bound.values);
  const pg::Reply reply = wire_.run("EXPLAIN (SETTINGS, FORMAT JSON) " + call);
  if (!reply.ok()) fail(selected, selected.title(), reply);
  CapturedPlan captured = plan_of(reply);
  captured.remark = fmt::format("planned only, since the call itself is refused: {}", refusal);
  return captured;
}

/// EXPLAIN did not execute it; whatever comes after it in a call needs it executed.
CapturedPlan Explainer::run_without_plan(const Selected& selected, std::size_t step,
                                         const std::string& call) {
  const catalogue::Step& one = selected.operation->steps[step];
  const std::string command = command_of(one.sql);
  const pg::Reply reply = wire_.run(call);
  if (!reply.ok() && !needs_no_transaction(reply) && !expects_refusal(selected)) {
    fail(selected, title_of(selected, one), reply);
  }
  return {.state = CapturedPlan::State::no_plan,
          .plan = nullptr,
          .remark = reply.ok() ? command + " has no plan"
                               : fmt::format("{} has no plan, and cannot be called here: {}",
                                             command, pg::reply_words(reply))};
}

Explainer::Explained Explainer::explain_once(const Selected& selected, std::size_t step,
                                             const cases::Arguments& arguments, PlanMode mode,
                                             Expressions expressions) {
  const catalogue::Operation& operation = *selected.operation;
  if (mode == PlanMode::sixth) prepare_anew(operation);
  begin(operation);
  const AtTheEnd undo{[this] { roll_back(); }};
  const Call call = run_steps_before(selected, step, arguments);
  if (!call.refusal.empty()) {
    written_.note_refusal();
    return {.plan = {.state = CapturedPlan::State::not_reached,
                     .plan = nullptr,
                     .remark = "not reached: " + call.refusal},
            .expressions = nullptr};
  }
  const std::string text = execute_text(operation, operation.steps[step], settings_of(call.values));
  if (mode == PlanMode::sixth) execute_until_choice(selected, text);
  const bool is_written = operation.writes() && !is_experiment_;
  // Planned once more before, so that planning reads nothing of the server's own catalogue.
  if (is_written && mode != PlanMode::sixth) static_cast<void>(wire_.run("EXPLAIN " + text));
  const std::int64_t before = is_written ? touched_buffers(wire_) : 0;
  const pg::Reply reply =
      wire_.run("EXPLAIN (" + explain_options(wire_.server_version()) + ") " + text);
  Explained explained;
  if (is_written && !reply.ok()) written_.note_refusal();
  if (reply.ok()) {
    explained.plan = plan_of(reply);
    if (explained.plan.plan.is_null()) {
      explained.plan = run_without_plan(selected, step, text);
      if (is_written) written_.note(wire_);
      return explained;
    }
    if (is_written) note_writes(explained.plan, before);
  } else if (expects_refusal(selected)) {
    explained.plan = plan_only(selected, call, text, pg::reply_words(reply));
  } else {
    fail(selected, title_of(selected, operation.steps[step]), reply);
  }
  if (mode == PlanMode::sixth) {
    explained.plan.chosen = chosen_for(cases::statement_name(operation, operation.steps[step]));
  }
  if (expressions == Expressions::asked_for && any_in_expressions(code_)) {
    const pg::Reply verbose = wire_.run("EXPLAIN (VERBOSE, FORMAT JSON) " + text);
    if (verbose.ok()) explained.expressions = plan_json(verbose.field(0, 0).value_or("null"));
  }
  return explained;
}

/// What has to be asked before the transaction is over.
void Explainer::note_writes(CapturedPlan& captured, std::int64_t touched_before) {
  const std::int64_t touched =
      touched_buffers(wire_) - touched_before - planning_buffers_of(captured.plan);
  // Nothing where the server counts nothing (track_counts = off).
  if (touched > 0) captured.trigger_buffers = touched - parse_plan(captured.plan).root.buffers();
  written_.note(wire_);
}

Explainer::Explained Explainer::explain_repeatedly(const Selected& selected, std::size_t step,
                                                   const cases::Arguments& arguments,
                                                   PlanMode mode) {
  const std::string title = title_of(selected, selected.operation->steps[step]);
  auto& [last_title, last] = last_write_;
  RepeatedWrite repeated{last_title == title ? last : std::nullopt};
  std::vector<CapturedPlan> captured;
  Json expressions;
  while (captured.empty() || !repeated.is_enough()) {
    const bool is_first = captured.empty();
    auto [plan, said] = explain_once(selected, step, arguments, mode,
                                     is_first ? Expressions::asked_for : Expressions::left_out);
    if (is_first) expressions = std::move(said);
    captured.push_back(std::move(plan));
    written_.clean(wire_);
    const bool is_executed = !captured.back().plan.is_null() && captured.back().remark.empty();
    if (!is_executed) return {std::move(captured.back()), std::move(expressions)};
    repeated.add(work_of(captured.back()));
  }
  last_title = title;
  last = repeated.settled();
  CapturedPlan& kept = captured.at(repeated.kept());
  // A step that looks before another one writes is compared as what reads.
  const bool is_written = selected.operation->steps[step].writes || last->work.wal_bytes > 0;
  if (is_written) kept.spread = last->spread;
  return {std::move(kept), std::move(expressions)};
}

CapturedPlan Explainer::explain(const Selected& selected, std::size_t step,
                                const cases::Arguments& arguments, PlanMode mode) {
  prepare(*selected.operation);
  wire_.set("plan_cache_mode", std::string{plan_cache_mode(mode)});
  const bool repeats = selected.operation->writes() && !is_experiment_;
  auto [kept, expressions] =
      repeats ? explain_repeatedly(selected, step, arguments, mode)
              : explain_once(selected, step, arguments, mode, Expressions::asked_for);
  const bool is_warm = repeats || is_experiment_ || kept.state != CapturedPlan::State::explained;
  if (!is_warm) {
    kept = explain_once(selected, step, arguments, mode, Expressions::left_out).plan;
  }
  look_beside(kept, expressions, selected, step, arguments);
  if (repeats) written_.clean(wire_);
  return kept;
}

void Explainer::look_beside(CapturedPlan& captured, const Json& expressions,
                            const Selected& selected, std::size_t step,
                            const cases::Arguments& arguments) {
  if (code_.empty() || captured.state == CapturedPlan::State::not_reached) return;
  const bool has_plan = captured.state == CapturedPlan::State::explained;
  const Json text =
      has_plan && !expressions.is_null() ? expressions : Json(selected.operation->steps[step].sql);
  const std::vector<CalledCode> called =
      code_called_by(has_plan ? parse_plan(captured.plan) : Plan{}, text, code_);
  // The body of DO is code itself.
  const bool runs_code = !called.empty() || (!has_plan && captured.remark.starts_with("DO "));
  if (!runs_code) return;
  for (const CalledCode& each : called) {
    if (!shows_inner_plans_ || each.is_remote) captured.beside.unseen.push_back(unseen_text(each));
  }
  if (!shows_inner_plans_) return;
  for (InnerPlan& inner : plans_inside(selected, step, arguments)) {
    captured.beside.inside.push_back(std::move(inner));
  }
}

std::vector<InnerPlan> Explainer::plans_inside(const Selected& selected, std::size_t step,
                                               const cases::Arguments& arguments) {
  const catalogue::Operation& operation = *selected.operation;
  begin(operation);
  const AtTheEnd undo{[this] {
    wire_.receive_notices(nullptr);
    roll_back();
  }};
  const Call call = run_steps_before(selected, step, arguments);
  InnerPlans inner;
  wire_.command(catalogue::harness_sql("plan_show_inner"));
  const std::function<void(const pg::Notice&)> take = [&inner](const pg::Notice& notice) {
    inner.take(notice);
  };
  wire_.receive_notices(&take);
  const pg::Reply reply =
      wire_.run(execute_text(operation, operation.steps[step], settings_of(call.values)));
  if (!reply.ok() && !expects_refusal(selected)) {
    fail(selected, title_of(selected, operation.steps[step]), reply);
  }
  if (reply.ok() && operation.writes() && !is_experiment_) written_.note(wire_);
  return inner.take_all();
}

std::vector<std::string> Explainer::literals(const Selected& selected, std::size_t step,
                                             const cases::Arguments& arguments) {
  prepare(*selected.operation);
  begin(*selected.operation);
  const AtTheEnd undo{[this] { roll_back(); }};
  return literals_of(run_steps_before(selected, step, arguments).values);
}

}  // namespace eventstore::explain
