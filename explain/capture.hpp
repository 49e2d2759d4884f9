// Gets plans from the server: statements prepared exactly as the benchmark prepares them, and
// explained while they run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/cases/bound_case.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/database.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "explain/called_code.hpp"
#include "explain/explain_text.hpp"
#include "explain/inner_plan.hpp"
#include "explain/plan_mode.hpp"
#include "explain/repeated_write.hpp"
#include "explain/selection.hpp"
#include "explain/step_values.hpp"
#include "explain/written_tables.hpp"

namespace eventstore::explain {

/// The plan of one step.
struct CapturedPlan {
  enum class State : std::uint8_t {
    explained,
    not_reached,  ///< A step before it was refused.
    no_plan,      ///< A statement that has none: LOCK, NOTIFY, CALL, ...  It was executed.
  };
  State state = State::explained;
  nlohmann::ordered_json plan;  ///< As EXPLAIN (FORMAT JSON) gave it; null unless explained.
  std::string remark;           ///< Why it was planned only, not reached, or has no plan.
  std::string chosen = {};      ///< Of mode sixth: "custom" or "generic", as the server decided.
  Beside beside = {};           ///< What else it ran.
  /// Of a step that writes: buffers that no node of the plan has, see Plan::trigger_buffers.
  std::int64_t trigger_buffers = 0;
  std::optional<WriteSpread> spread = {};  ///< Of repeated executions of a step that writes.
};

/// The server refused a statement, or the connection was lost.
class StatementRefused : public Failure {
 public:
  using Failure::Failure;
};

/// A connection on which operations are explained.  What they write is rolled back.
class Explainer {
 public:
  /// Connects.  Throws Failure.
  Explainer(const pg::Database& database, pg::SessionUse use);

  /// Prepares the operation's statements, unless that was done.  Throws Failure naming the file.
  void prepare(const catalogue::Operation& operation);

  /// The plan of step number `step` of the case, called with `arguments` after the steps before it.
  /// It is executed twice and the second plan is kept, so that the cache is warm; one that writes,
  /// until executions repeat themselves (see RepeatedWrite), with what was rolled back vacuumed
  /// away after each.  In mode sixth the
  /// statement is prepared anew for each, and planned five times before.  A call that the server
  /// refuses, in a case that expects to be refused, is planned only.  A statement that has no plan
  /// is executed.  Where the database has code that the statement calls, the call is made once more
  /// to see what that executes, if this role may load auto_explain.  Throws StatementRefused naming
  /// the case and what the server said.
  [[nodiscard]] CapturedPlan explain(const Selected& selected, std::size_t step,
                                     const cases::Arguments& arguments, PlanMode mode);

  /// From now on all that is explained happens in one transaction, after `change`: in a table
  /// without an index, or with another one.  Each call is executed once, for at most `most_ms`
  /// milliseconds.  Throws Failure when the server refuses a statement.
  void begin_experiment(const std::function<void(pg::Wire&)>& change, int most_ms);
  /// Undoes it.
  void end_experiment();

  /// Connects again where the connection was lost, so that the next case can be explained.  Throws
  /// Failure; in an experiment, always, since that is lost as well.
  void recover();

  /// The literals of step number `step`, whose sources may be results of the steps before it; these
  /// are executed and rolled back.
  [[nodiscard]] std::vector<std::string> literals(const Selected& selected, std::size_t step,
                                                  const cases::Arguments& arguments);

 private:
  struct Call {
    std::vector<StepValue> values;
    std::string refusal;  ///< What the server said to a step before; empty when all went well.
  };
  /// A plan, and what it calls as far as it was asked for.
  struct Explained {
    CapturedPlan plan;
    nlohmann::ordered_json expressions;
  };
  enum class Expressions : std::uint8_t { asked_for, left_out };

  void learn_code();
  void prepare_anew(const catalogue::Operation& operation);
  void begin(const catalogue::Operation& operation);
  void roll_back();
  void forget_prepared();
  [[nodiscard]] Call run_steps_before(const Selected& selected, std::size_t step,
                                      const cases::Arguments& arguments);
  [[nodiscard]] Explained explain_once(const Selected& selected, std::size_t step,
                                       const cases::Arguments& arguments, PlanMode mode,
                                       Expressions expressions);
  [[nodiscard]] CapturedPlan run_without_plan(const Selected& selected, std::size_t step,
                                              const std::string& call);
  void look_beside(CapturedPlan& captured, const nlohmann::ordered_json& expressions,
                   const Selected& selected, std::size_t step, const cases::Arguments& arguments);
  [[nodiscard]] std::vector<InnerPlan> plans_inside(const Selected& selected, std::size_t step,
                                                    const cases::Arguments& arguments);
  [[nodiscard]] Explained explain_repeatedly(const Selected& selected, std::size_t step,
                                             const cases::Arguments& arguments, PlanMode mode);
  void note_writes(CapturedPlan& captured, std::int64_t touched_before);
  void execute_until_choice(const Selected& selected, const std::string& call);
  [[nodiscard]] std::string chosen_for(const std::string& statement);
  [[nodiscard]] CapturedPlan plan_only(const Selected& selected, const Call& bound,
                                       const std::string& call, const std::string& refusal);

  pg::Database database_;
  pg::SessionUse use_;
  pg::Wire wire_;
  std::optional<ValueSettings> settings_;
  bool is_experiment_ = false;
  WrittenTables written_;
  /// What the last step that writes came to, by the step's title: other modes execute it as well.
  std::pair<std::string, std::optional<SettledWrite>> last_write_;
  std::set<const catalogue::Operation*> prepared_;
  std::set<std::string> names_before_;  ///< Of all that was prepared before the transaction.
  std::vector<CalledCode> code_;        ///< What may run statements that no plan shows.
  bool shows_inner_plans_ = false;      ///< Whether auto_explain does.
};

}  // namespace eventstore::explain
