// Gets plans from the server: statements prepared exactly as the benchmark prepares them, and
// explained while they run.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/cases/bound_case.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/database.hpp"
#include "core/pg/wire.hpp"
#include "explain/plan_mode.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// The plan of one step.
struct CapturedPlan {
  nlohmann::ordered_json plan;  ///< As EXPLAIN (FORMAT JSON) gave it; null when not reached.
  std::string remark;           ///< Why it was planned only, or not reached; empty otherwise.
  std::string chosen = {};      ///< Of mode sixth: "custom" or "generic", as the server decided.
};

/// `EXECUTE read_stream_batch('1'::integer, ...)`: the call of one step with its arguments, as
/// literals, which is what EXPLAIN EXECUTE takes; one literal for each of the step's parameters.
[[nodiscard]] std::string execute_text(const catalogue::Operation& operation,
                                       const catalogue::Step& step,
                                       const std::vector<std::string>& literals);

/// The options of EXPLAIN ANALYZE that a server of this version has, as PQserverVersion gives it;
/// results are binary, as the harness reads them.
[[nodiscard]] std::string explain_options(int server_version);

/// A connection on which operations are explained.  What they write is rolled back.
class Explainer {
 public:
  /// Connects.  Throws Failure.
  Explainer(const pg::Database& database, pg::SessionUse use);

  /// Prepares the operation's statements, unless that was done.  Throws Failure naming the file.
  void prepare(const catalogue::Operation& operation);

  /// The plan of step number `step` of the case, called with `arguments` after the steps before it.
  /// It is executed twice and the second plan is kept, so that the cache is warm; of one that
  /// writes little, the plan that touches the fewest buffers of three more.  In mode sixth the
  /// statement is prepared anew for each, and planned five times before.  A call that the server
  /// refuses, in a case that expects to be refused, is planned only. Throws Failure naming the case
  /// and what the server said.
  [[nodiscard]] CapturedPlan explain(const Selected& selected, std::size_t step,
                                     const cases::Arguments& arguments, PlanMode mode);

  /// From now on all that is explained happens in one transaction, after `change`: in a table
  /// without an index, or with another one.  Each call is executed once, for at most `most_ms`
  /// milliseconds.  Throws Failure when the server refuses a statement.
  void begin_experiment(const std::function<void(pg::Wire&)>& change, int most_ms);
  /// Undoes it.
  void end_experiment();

  /// The literals of step number `step`, whose sources may be results of the steps before it; these
  /// are executed and rolled back.
  [[nodiscard]] std::vector<std::string> literals(const Selected& selected, std::size_t step,
                                                  const cases::Arguments& arguments);

 private:
  struct Call {
    std::vector<std::string> literals;
    std::string refusal;  ///< What the server said to a step before; empty when all went well.
  };
  void prepare_anew(const catalogue::Operation& operation);
  void begin(const catalogue::Operation& operation);
  void roll_back();
  [[nodiscard]] Call run_steps_before(const Selected& selected, std::size_t step,
                                      const cases::Arguments& arguments);
  [[nodiscard]] CapturedPlan explain_once(const Selected& selected, std::size_t step,
                                          const cases::Arguments& arguments, PlanMode mode);
  void execute_until_choice(const Selected& selected, const std::string& call);
  [[nodiscard]] std::string chosen_for(const std::string& statement);
  [[nodiscard]] CapturedPlan plan_only(const Selected& selected, const std::string& call,
                                       const std::string& refusal);

  pg::Wire wire_;
  bool is_experiment_ = false;
  std::set<const catalogue::Operation*> prepared_;
};

}  // namespace eventstore::explain
