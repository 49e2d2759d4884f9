// An operation prepared on a connection.  Benchmarks time `run`; plan-review explains exactly what
// `prepare` prepared.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/cases/bound_case.hpp"
#include "core/cases/outcome_mapping.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::cases {

struct CallResult {
  Outcome outcome = Outcome::ok;
  std::int64_t rows = 0;  ///< Returned, or written where nothing is returned, by all steps.
  std::string sqlstate;   ///< Of the error, where the server reported one.
  std::string message;    ///< What the server, or libpq, said of it; else what a line matched.
  std::string detail;     ///< What the server added to it.
  std::string hint;
  std::string constraint;  ///< That the error names.
  /// The outcome is connection_lost after something was sent that may have been committed: COMMIT,
  /// or in autocommit a step that writes.
  bool in_doubt = false;
};

/// The name a step is prepared under: its operation's title, then the step's name.
[[nodiscard]] std::string statement_name(const catalogue::Operation& operation,
                                         const catalogue::Step& step);

/// Prepares every step with the parameter types of the catalogue.  Throws Failure with file and
/// what the server said, and UsageError as check_outcome_columns.
void prepare(pg::Wire& wire, const catalogue::Operation& operation);

/// How a call goes to the server.
enum class Protocol : std::uint8_t {
  prepared,  ///< One round trip for each step, of a statement that was prepared before.
  simple,    ///< The same as text with its values in it: parsed and planned each time.
  pipeline,  ///< Prepared, several calls under way at once: `send` and `receive`.
};

class OperationCall {
 public:
  /// The operation must be prepared on `wire`; both must outlive the call.  Throws Failure.
  OperationCall(pg::Wire& wire, const catalogue::Operation& operation);

  /// Encodes the arguments.  Not for the timed part of a loop.
  void set_arguments(const Arguments& arguments);

  /// One call: its steps, in their transaction.  This is what is timed.  Whatever the server or the
  /// network do ends as an outcome, BEGIN and COMMIT included; a transaction that is not committed
  /// is rolled back.  Throws UsageError when a step needs a result that there is none of.
  [[nodiscard]] CallResult run();

  /// The same, untimed, in BEGIN READ ONLY, which is rolled back: a write that hides in a function
  /// ends with SQLSTATE 25006, and so does what lets its session write afterwards.
  [[nodiscard]] CallResult run_read_only();

  /// The same as `run` in pieces, for a thread that drives many connections (pg::Caller).  `start`
  /// sends the first statement; `advance` goes on with what has arrived and says whether the call
  /// has ended; `finish` waits for that.  Then `result` is how, until the next `start`.
  void start();
  [[nodiscard]] bool advance();
  void finish();
  [[nodiscard]] const CallResult& result() const { return result_; }

  /// One call of an operation with one step whose rows go to `visit` while they come, as in
  /// Wire::execute_streamed; a call that `visit` ends is ok.  Throws UsageError naming the file
  /// when there are more steps.
  [[nodiscard]] CallResult run_streamed(const std::function<bool(const pg::Reply&)>& visit);

  /// The first half of a call in a pipeline, and the second.  Only where `fits_pipeline`.
  void send();
  [[nodiscard]] CallResult receive();
  /// Nothing as long as some of the answer has not arrived.
  [[nodiscard]] std::optional<CallResult> receive_arrived();

  /// One step, in autocommit.
  [[nodiscard]] bool fits_pipeline() const { return calls_.size() == 1 && !is_explicit_; }

  /// In which format results come from now on; binary until then.  The simple protocol has text.
  void set_format(pg::ResultFormat format) { format_ = format; }

  /// How `run` goes from the next `set_arguments` on; `prepared` until then.
  void set_protocol(Protocol protocol) { protocol_ = protocol; }

  /// What the server answered to a step of the last run; nothing when it was not reached.
  [[nodiscard]] std::optional<pg::Reply> take_reply(std::size_t step);

  /// The rows each step returned in the last run; 0 for those that were not run, or failed.
  [[nodiscard]] const std::vector<std::int64_t>& rows_by_step() const { return rows_by_step_; }

 private:
  struct StepCall {
    std::string name;
    const catalogue::Step* step = nullptr;
    pg::WireParameters parameters;
    std::string text = {};  ///< For the simple protocol.
    bool depends_on_result = false;
  };
  /// To what the call waits for the answer.
  enum class Phase : std::uint8_t { ended, begin, step, commit, rollback };

  static void note_error(const pg::Reply& reply, Outcome outcome, CallResult& result);
  [[nodiscard]] Outcome outcome_of_error(std::optional<std::size_t> step,
                                         const pg::Reply& reply) const;
  /// Whether the call goes on.
  [[nodiscard]] bool note_reply(std::size_t index, CallResult& result);
  void send_step();
  void send_control(Phase phase, const std::string& command);
  void take(pg::Reply reply);
  void take_step(pg::Reply reply);
  void end();
  [[nodiscard]] CallResult pipelined(pg::Reply reply);
  /// The field of an earlier step's first row that the parameter takes; nothing when it is NULL.
  [[nodiscard]] std::optional<std::string_view> result_value(
      const catalogue::Parameter& parameter) const;
  void encode(StepCall& call);
  void encode_binary(StepCall& call);
  void encode_text(StepCall& call);

  pg::Wire& wire_;
  const catalogue::Operation& operation_;
  bool is_explicit_;          ///< BEGIN and COMMIT stand around the steps.
  bool commit_sent_ = false;  ///< In this call: something that the server may have committed.
  Arguments arguments_;
  pg::ResultFormat format_ = pg::ResultFormat::binary;
  Protocol protocol_ = Protocol::prepared;
  std::vector<StepCall> calls_;
  OutcomeMapping outcomes_;
  std::vector<pg::Reply> replies_;
  std::vector<std::int64_t> rows_by_step_;
  Phase phase_ = Phase::ended;
  std::size_t step_ = 0;  ///< Which one, in Phase::step.
  CallResult result_;
};

/// What is wrong with the rows of a step that was called with these arguments; empty when nothing
/// is.
[[nodiscard]] std::string row_count_complaint(const catalogue::Operation& operation,
                                              const catalogue::Step& step,
                                              const catalogue::Case& which,
                                              const Arguments& arguments, std::int64_t rows);

}  // namespace eventstore::cases
