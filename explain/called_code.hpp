// Code of the database that may run statements of its own: the plan of the statement that calls it
// does not show theirs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/pg/wire.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// A function that is neither the server's own nor in C, or what calls one: an aggregate, an
/// operator, a cast, a trigger, a foreign key, a constraint that is checked for each row.
struct CalledCode {
  enum class FoundBy : std::uint8_t {
    named,      ///< The same as `call`, in the statement itself: what comes with the server.
    call,       ///< `mark` before a parenthesis in an expression.
    operator_,  ///< `mark` as an operator.
    cast,       ///< `::mark`.
    trigger,    ///< EXPLAIN names it, as a trigger or a constraint, of `table`.
    written,    ///< The plan writes `table`.
  };
  FoundBy found_by = FoundBy::call;
  std::string mark;
  std::string table;
  std::string what;        ///< "function es_append".
  bool is_remote = false;  ///< Nothing on this server logs what it runs.
  bool operator==(const CalledCode&) const = default;
};

/// Asks the server.  Throws Failure.
[[nodiscard]] std::vector<CalledCode> called_code_in(pg::Wire& wire);

/// Whether expressions of plans may call any of it; what comes with the server is named in
/// statements.
[[nodiscard]] bool any_in_expressions(const std::vector<CalledCode>& code);

/// Those that the statement calls.  `expressions`: its plan as EXPLAIN (VERBOSE, FORMAT JSON) gave
/// it, or the statement itself as a string; null where neither is known.
[[nodiscard]] std::vector<CalledCode> code_called_by(const Plan& plan,
                                                     const nlohmann::ordered_json& expressions,
                                                     const std::vector<CalledCode>& code);

/// Names that stand before a parenthesis in an expression, without their schema and quotes.
[[nodiscard]] std::vector<std::string> names_called_in(std::string_view expression);

/// The same for plans of which no server can be asked: functions that are read like tables and do
/// not come with the server, triggers, and a statement that calls a function and reads no table.
[[nodiscard]] std::vector<CalledCode> code_probably_called_by(const Plan& plan,
                                                              std::string_view statement);

/// "function es_append: what it executes is not in this plan".
[[nodiscard]] std::string unseen_text(const CalledCode& code);

}  // namespace eventstore::explain
