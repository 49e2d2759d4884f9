// The arguments of a step, in text form.  EXPLAIN EXECUTE takes no parameters: it gets them as
// settings of the transaction, so that a statement's text grows with neither the number nor the
// length of its values, and pg_stat_statements keeps one text for each statement.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/cases/bound_case.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::explain {

struct StepValue {
  std::optional<std::string> text;  ///< As the type's input function reads it; nothing for NULL.
  catalogue::ParameterType type = catalogue::ParameterType::text;
};

/// `'1'::integer`, one for each: for people, who copy the statement.
[[nodiscard]] std::vector<std::string> literals_of(const std::vector<StepValue>& values);

/// `current_setting('es.p1')::integer`, one for each; NULL stays a literal.
[[nodiscard]] std::vector<std::string> settings_of(const std::vector<StepValue>& values);

/// Sends values to the settings of one connection.
class ValueSettings {
 public:
  /// `wire` must outlive it.
  explicit ValueSettings(pg::Wire& wire) : wire_(wire) {}

  /// Sets es.p1, es.p2, ... until the transaction ends.  Throws Failure.
  void set(const std::vector<StepValue>& values);

 private:
  pg::Wire& wire_;
  bool is_prepared_ = false;
};

/// The columns of the first row that each step returned, as text, by step.
using Results = std::map<std::string, pg::Reply>;

/// The values of a step's parameters, in its order; of earlier steps' results from `results`.
/// Throws UsageError for a column that the earlier step does not return.
[[nodiscard]] std::vector<StepValue> values_of(const catalogue::Operation& operation,
                                               const catalogue::Step& step,
                                               const cases::Arguments& arguments,
                                               const Results& results);

/// Names of all statements that the session has prepared, by whatever way; without those of the
/// tools themselves.  Nothing where the server refuses to tell.
[[nodiscard]] std::set<std::string> prepared_names(pg::Wire& wire);

}  // namespace eventstore::explain
