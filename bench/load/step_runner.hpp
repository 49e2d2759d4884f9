// Does the steps of users on one session, and looks at what comes back.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "bench/load/backends.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/user.hpp"
#include "core/cases/bound_case.hpp"
#include "core/cases/call_errors.hpp"
#include "core/cases/operation_call.hpp"
#include "core/engine/engine_session.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::load {

/// How a step ended.
struct StepEnd {
  Outcome outcome = Outcome::ok;
  std::int64_t rows = 0;
  std::optional<measure::Duration> resolution;
  engine::AttemptCounts attempts;
  cases::CallErrors errors;  ///< Of all attempts.

  /// The only call of the step.
  void note(const cases::CallResult& call) {
    outcome = call.outcome;
    attempts.add(1, call.outcome);
    errors.add(call);
  }
};

/// For one thread, but for `sever`.
class StepRunner {
 public:
  /// Connects.  `share`: which of how many workers this is.  Throws Failure and UsageError, also
  /// when the store has no such case, or the data do not hold it.
  StepRunner(RunState& run, cases::Share share);
  ~StepRunner();
  StepRunner(const StepRunner&) = delete;
  StepRunner& operator=(const StepRunner&) = delete;

  /// Of a run that only reads: throws Failure where an operation has made its session one that may
  /// write.
  void require_read_only() const;

  /// Before the first step of a user.
  void acquaint(User& user) const;

  /// A lost connection is made anew first, and so is one to a server that has become read-only.
  /// Whatever the server does ends as an outcome.
  [[nodiscard]] StepEnd run(const Step& step, User& user);

  /// Ends the connection under whoever waits for an answer, from any thread.
  void sever();

  /// Asks the server to cancel what is under way, from any thread.
  void cancel();

  /// The server's process, where there is a connection, from any thread.
  void add_to(Backends& backends);

 private:
  struct Session;
  /// How it went: ok, or why there is no connection.
  [[nodiscard]] cases::CallResult connect();
  void leave();
  [[nodiscard]] StepEnd append(const AppendStep& step, User& user);
  [[nodiscard]] StepEnd pull(const PullStep& step, User& user);
  [[nodiscard]] StepEnd load(const LoadStep& step, User& user);
  [[nodiscard]] StepEnd call(const CallStep& step);

  [[nodiscard]] GrownAggregate target_of(const AppendStep& step, User& user);
  void learn(const AppendStep& step, User& user, std::int64_t version);
  [[nodiscard]] std::optional<std::int64_t> version_now(const GrownAggregate& aggregate);
  [[nodiscard]] Outcome append_once(const NumberedAppend& append, StepEnd& end);
  void check_pulled(const User& user, const engine::EventBatch& events);
  void check_loaded(const engine::AggregateName& aggregate, const engine::EventBatch& events,
                    std::int64_t after, std::optional<std::int64_t> version);
  [[nodiscard]] engine::TrackingToken somewhere(User& user) const;

  RunState& run_;
  const cases::Share share_;
  std::mutex mutex_;  ///< Of the session's being made and unmade.
  std::unique_ptr<Session> session_;
  SharedAggregate* shared_ = nullptr;  ///< That the step under way appends to.
};

}  // namespace eventstore::load
