// One operation of an event store, as its .sql file in sql/<store>/operations/ describes it.
// Plain values: parsing is in parse_operation.hpp, arguments are made in core/cases.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/outcome.hpp"
#include "core/catalogue/outcome_rule.hpp"
#include "core/catalogue/plan_expectation.hpp"

namespace eventstore::catalogue {

/// A PostgreSQL type a parameter may have.
enum class ParameterType : std::uint8_t {
  boolean,
  integer,
  bigint,
  text,
  uuid,
  xid8,
  timestamptz,
  json,
  jsonb,
  bigint_array,
  text_array,
  uuid_array,
  timestamptz_array,
  json_array,
  jsonb_array,
};

/// `tenant.key`, `events.payloads`, `result.snapshot.sequence_number`: where an argument comes
/// from. The closed set of sources is documented in docs/catalogue.md and known to core/cases.
struct Source {
  std::string family;  ///< Before the first dot.
  std::string field;   ///< After it.
};

struct Parameter {
  std::string name;
  ParameterType type = ParameterType::text;
  Source source;
  int line = 0;
};

/// `@case hot_middle tenant=hot token=middle batch=1000`: whose data the operation is asked for.
struct Case {
  std::string name;
  std::map<std::string, std::string> settings;
  Outcome expected_outcome = Outcome::ok;  ///< `expect=version_conflict`; not among `settings`.
  int line = 0;
};

/// How many rows one call of the step returns, or writes: `@rows 0..10`, `@rows 0..:batch_size` (a
/// parameter's value), `@rows case.rows` (exactly what the case says).
struct RowRange {
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::string most_parameter;  ///< When not empty, `most` is this parameter's value.
  std::string most_setting;    ///< When not empty, `most` is this setting of the case.
  bool is_exact = false;       ///< `least` is `most`.
};

/// "1", "0..10", "0..:batch_size", "case.rows": as `@rows` has it.
[[nodiscard]] std::string text_of(const RowRange& rows);

/// One statement.  Most operations have exactly one, with an empty name.
struct Step {
  std::string name;
  std::string sql;                      ///< With $1, $2, ... for the statement's own parameters.
  std::vector<std::size_t> parameters;  ///< $n is Operation::parameters[parameters[n - 1]].
  std::optional<RowRange> rows;
  std::vector<PlanExpectation> expectations;
  std::vector<OutcomeRule> outcome_rules;  ///< Of the lines behind its `@step`.
  bool modifies = false;  ///< Its command, or one in its WITH, is INSERT, UPDATE, DELETE or MERGE.
  bool writes = false;    ///< It modifies, or `@writes` says that it may write.
  bool returns_rows = false;  ///< The server answers with rows, though there may be none.
};

/// `@sla p95 < 50 ms when batch=1000`.
struct Sla {
  double percentile = 95.0;  ///< 0 < percentile <= 100; 100 is the maximum.
  double limit_ms = 0.0;
  std::map<std::string, std::string> when;  ///< Settings that a case must have.
  int line = 0;
};

/// "p95"; "max" of 100.
[[nodiscard]] std::string percentile_name(double percentile);

/// "p95 < 50 ms when batch=1000": as it may be written, whatever unit it was written in.
[[nodiscard]] std::string text_of(const Sla& sla);

enum class TransactionMode : std::uint8_t {
  autocommit,               ///< Every step is its own transaction.
  explicit_read_committed,  ///< BEGIN ISOLATION LEVEL READ COMMITTED ... COMMIT around the steps.
};

struct Operation {
  std::string name;
  std::string strategy;  ///< Empty where there is only one way to do it.
  std::string question;
  std::string file;    ///< For messages: "reference/operations/read_stream_batch.sql".
  std::string source;  ///< From the root of the repository where built in, else as `file`.
  std::vector<Parameter> parameters;
  std::vector<Step> steps;
  std::vector<Case> cases;
  std::vector<Sla> slas;
  std::vector<OutcomeRule> outcome_rules;  ///< Of the lines before the first `@step`.
  TransactionMode transaction = TransactionMode::autocommit;

  /// `read_stream_batch`, or `read_stream_batch.naive` where it has a strategy.
  [[nodiscard]] std::string title() const;
  /// Whether a step writes.  What does not runs on read-only sessions.
  [[nodiscard]] bool writes() const;
};

/// Whether every one of `when` stands in the case's settings.
[[nodiscard]] bool applies_to(const std::map<std::string, std::string>& when, const Case& which);

}  // namespace eventstore::catalogue
