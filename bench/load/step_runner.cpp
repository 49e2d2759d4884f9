#include "bench/load/step_runner.hpp"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "bench/load/plan_capture.hpp"
#include "bench/load/prepared_case.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/connect_failure.hpp"
#include "core/random/random.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::load {

using engine::StoredEvent;
using measure::Clock;
using measure::Instant;

namespace {

bool is_before(const StoredEvent& one, const StoredEvent& other) {
  return std::pair{one.transaction_id, one.position} <
         std::pair{other.transaction_id, other.position};
}

std::string event_text(const StoredEvent& event) {
  return fmt::format("event {} (position {})", event.event_id, event.position);
}

}  // namespace

struct StepRunner::Session {
  Session(RunState& run, const cases::Share& share)
      : engine(run.database, run.store.catalogue, {}, run.session_use) {
    wire().set("statement_timeout", pg::timeout_text(run.scenario.statement_timeout));
    if (run.plans_from) log_plans(wire(), *run.plans_from);
    for (const Population& population : run.scenario.populations) {
      for (const Journey& journey : population.journeys) {
        for (const Step& step : journey.steps) {
          if (const auto* call = std::get_if<CallStep>(&step.action)) prepare(*call, run, share);
        }
      }
    }
  }

  [[nodiscard]] pg::Wire& wire() { return engine.engine().wire(); }

  void prepare(const CallStep& step, RunState& run, const cases::Share& share) {
    const std::string title = step.operation + "/" + step.case_name;
    if (calls.contains(title)) return;
    PreparedCase call = bind_case(step, run, share, wire());
    const catalogue::Operation& operation = call.operation;
    const bool is_prepared =
        engine.engine().has_prepared(operation) || !prepared.insert(&operation).second;
    if (!is_prepared) cases::prepare(wire(), operation);
    calls.emplace(title, std::move(call));
  }

  engine::EngineSession engine;
  std::set<const catalogue::Operation*> prepared;
  std::map<std::string, PreparedCase> calls;
};

StepRunner::StepRunner(RunState& run, cases::Share share)
    : run_(run), share_(share), session_(std::make_unique<Session>(run, share)) {}

StepRunner::~StepRunner() = default;

void StepRunner::require_read_only() const {
  const bool only_reads = run_.session_use == pg::SessionUse::measured_read;
  if (!only_reads || !session_ || !session_->engine.is_connected()) return;
  pg::Wire& wire = session_->wire();
  if (wire.is_pooled() || !session_->engine.is_at_rest()) return;
  const pg::Reply reply = wire.run(catalogue::harness_sql("session_read_only"));
  if (!reply.ok() || reply.field(0, 0) == "on") return;
  throw Failure(
      "an operation of this run has turned default_transaction_read_only off on its session, so "
      "that nothing kept writes out of the seeded data; operations that write declare it: "
      "'-- @writes'");
}

void StepRunner::acquaint(User& user) const {
  if (!user.tenant.id.empty()) return;
  user.tenant = run_.tenants[user.population].pick(next_bits(user.random));
  user.token = somewhere(user);
}

/// Anywhere in the seeded history, so that pulls find as much as they ask for.
engine::TrackingToken StepRunner::somewhere(User& user) const {
  const dataset::TokenSubjects& tokens = run_.store.manifest.tokens;
  const auto span = static_cast<std::uint64_t>(
      std::max<std::int64_t>(tokens.head.position - tokens.tail.position, 1));
  return {.transaction_id = tokens.head.transaction_id,
          .position =
              tokens.tail.position + static_cast<std::int64_t>(below(next_bits(user.random), span)),
          .gaps = {}};
}

cases::CallResult StepRunner::connect() {
  if (session_ && session_->engine.is_connected()) return {};
  const auto replace_by = [this](std::unique_ptr<Session> other) {
    const std::lock_guard lock{mutex_};
    session_ = std::move(other);
  };
  replace_by(nullptr);
  try {
    replace_by(std::make_unique<Session>(run_, share_));
  } catch (const pg::ConnectFailure& refused) {  // The next step tries again.
    const bool is_full = outcome_of_sqlstate(refused.sqlstate()) == Outcome::rejected;
    return {.outcome = is_full ? Outcome::rejected : Outcome::connection_lost,
            .sqlstate = refused.sqlstate(),
            .message = refused.what()};
  } catch (const std::exception& error) {
    return {.outcome = Outcome::connection_lost, .message = error.what()};
  }
  return {};
}

void StepRunner::sever() {
  const std::lock_guard lock{mutex_};
  if (session_) session_->wire().sever();
}

void StepRunner::cancel() {
  const std::lock_guard lock{mutex_};
  if (session_) session_->wire().cancel();
}

void StepRunner::add_to(Backends& backends) {
  const std::lock_guard lock{mutex_};
  if (session_ && session_->engine.is_connected()) backends.add(session_->wire());
}

StepEnd StepRunner::run(const Step& step, User& user) {
  StepEnd end;
  if (const cases::CallResult connected = connect(); connected.outcome != Outcome::ok) {
    end.note(connected);
    return end;
  }
  struct {
    StepRunner& runner;
    User& user;
    StepEnd operator()(const AppendStep& one) const { return runner.append(one, user); }
    StepEnd operator()(const PullStep& one) const { return runner.pull(one, user); }
    StepEnd operator()(const LoadStep& one) const { return runner.load(one, user); }
    StepEnd operator()(const CallStep& one) const { return runner.call(one); }
  } const visitor{*this, user};
  end = std::visit(visitor, step.action);
  if (end.outcome == Outcome::read_only) leave();
  return end;
}

/// The next step connects anew, to the server that takes writes by then.
void StepRunner::leave() {
  const std::lock_guard lock{mutex_};
  if (session_) session_->wire().drop();
}

GrownAggregate StepRunner::target_of(const AppendStep& step, User& user) {
  shared_ = nullptr;
  if (step.target == Target::shared) {
    auto& shared = run_.shared[user.population];
    const auto count = std::min<std::size_t>(shared.size(), static_cast<std::size_t>(step.shared));
    shared_ = &shared[below(next_bits(user.random), count)];
    return shared_->now();
  }
  const bool is_full = user.own && user.own->version >= step.own_length;
  if (step.target == Target::fresh) return run_.writing.new_aggregate(user.tenant);
  if (!user.own || is_full) user.own = run_.writing.new_aggregate(user.tenant);
  return *user.own;
}

/// What is known of the aggregate from now on.
void StepRunner::learn(const AppendStep& step, User& user, std::int64_t version) {
  if (shared_ != nullptr) shared_->saw(version);
  if (step.target == Target::own) user.own->version = version;
}

/// As the store has it; nothing when it could not be read.
std::optional<std::int64_t> StepRunner::version_now(const GrownAggregate& aggregate) {
  std::int64_t version = aggregate.version;
  const auto result = session_->engine.engine().stream_aggregate(
      aggregate.name, aggregate.version + 1, [&](const StoredEvent& event) {
        version = std::max(version, event.sequence_number);
        return true;
      });
  if (result.outcome != Outcome::ok) return std::nullopt;
  return version;
}

Outcome StepRunner::append_once(const NumberedAppend& append, StepEnd& end) {
  const engine::EngineSource here = [&](const auto& use) {
    const cases::CallResult connected = connect();
    end.errors.add(connected);
    if (connected.outcome == Outcome::ok) use(session_->engine.engine());
    return connected.outcome;
  };
  const auto sleep = [](std::chrono::microseconds time) { std::this_thread::sleep_for(time); };
  engine::AppendEnd appended;
  try {
    appended = engine::append_and_resolve(here, append.append, engine::RetryPolicy{}, append.first,
                                          end.attempts, sleep, &end.errors);
  } catch (const Interrupted&) {
    // It would have been tried again, and whether the last attempt was stored was to be found out.
    run_.writing.close(append, Fate::in_doubt);
    end.errors.add({.outcome = Outcome::other_error,
                    .message = "stopped by a signal before it could be tried again"});
    return Outcome::other_error;
  }
  const bool is_ok = appended.outcome == Outcome::ok;
  run_.writing.close(append, is_ok               ? Fate::acknowledged
                             : appended.in_doubt ? Fate::in_doubt
                                                 : Fate::refused);
  return appended.outcome;
}

StepEnd StepRunner::append(const AppendStep& step, User& user) {
  StepEnd end;
  GrownAggregate aggregate = target_of(step, user);
  const Instant began = Clock::now();
  for (int attempt = 1; attempt <= step.attempts; ++attempt) {
    const bool is_stale = step.is_stale && attempt == 1 && aggregate.version > 0;
    const std::int64_t expected = aggregate.version - (is_stale ? 1 : 0);
    const NumberedAppend numbered = run_.writing.events_after(aggregate, expected, step.events);
    end.outcome = append_once(numbered, end);
    if (end.outcome == Outcome::ok && is_stale) {
      run_.violations.report(
          Violation::stale_write,
          fmt::format("an append to aggregate {} that expected version {} was accepted, though "
                      "version {} was acknowledged before",
                      aggregate.name.id, expected, aggregate.version));
    }
    if (end.outcome == Outcome::ok) {
      learn(step, user, expected + step.events);
      end.rows = step.events;
      if (attempt > 1) end.resolution = Clock::now() - began;
      return end;
    }
    if (end.outcome != Outcome::version_conflict) break;
    const auto version = version_now(aggregate);
    if (!version) break;
    aggregate.version = *version;
    learn(step, user, *version);
  }
  // Whether it was stored may not be known: its user begins another one.
  if (step.target == Target::own) user.own.reset();
  return end;
}

StepEnd StepRunner::pull(const PullStep& step, User& user) {
  StepEnd end;
  const engine::LoadedEvents loaded =
      session_->engine.engine().read_batch(&user.tenant, user.token, step.batch);
  end.note(loaded.call);
  if (end.outcome != Outcome::ok) return end;
  end.rows = static_cast<std::int64_t>(loaded.events.size());
  check_pulled(user, loaded.events);
  if (loaded.events.empty()) {
    user.token = somewhere(user);
    return end;
  }
  const StoredEvent& last = loaded.events.back();
  user.token = {.transaction_id = last.transaction_id, .position = last.position, .gaps = {}};
  user.met = {.tenant = user.tenant,
              .id = std::string{last.aggregate_id},
              .type = std::string{last.aggregate_type}};
  return end;
}

void StepRunner::check_pulled(const User& user, const engine::EventBatch& events) {
  const std::string tenant = tenant_text(run_.store.catalogue.store, user.tenant);
  StoredEvent before;
  before.transaction_id = user.token.transaction_id;
  before.position = user.token.position;
  for (const StoredEvent& event : events) {
    // Stores whose order is by position alone return no transaction.
    if (event.transaction_id == 0) before.transaction_id = 0;
    if (!is_before(before, event)) {
      run_.violations.report(Violation::reordered,
                             fmt::format("a read of tenant {} after position {} returned {}",
                                         user.tenant.id, before.position, event_text(event)));
    }
    before = event;
    const bool is_told = event.tenant_key != 0 || !event.tenant_id.empty();
    const bool is_other =
        is_told && event.tenant_key != user.tenant.key && event.tenant_id != user.tenant.id;
    const auto number = run_.ledger.number_of(event.event_id);
    // Of the run's own events the ledger knows whose they are.
    if (!is_told && !number) run_.pulled.see(event.event_id, tenant);
    PartSet altered;
    if (number) {
      const PartSet known = parts_of(event).set(static_cast<std::size_t>(Part::tenant));
      altered = run_.ledger.altered(*number, content_of(event, tenant), known);
    }
    if (is_other) {
      run_.violations.report(Violation::other_tenant,
                             fmt::format("a read of tenant {} returned {}, which is another's",
                                         user.tenant.id, event_text(event)));
    } else if (altered.any()) {
      run_.violations.report(Violation::altered,
                             fmt::format("a read of tenant {} returned {}, whose {} differs from "
                                         "what was appended for it",
                                         user.tenant.id, event_text(event), names_of(altered)));
    }
  }
}

StepEnd StepRunner::load(const LoadStep& step, User& user) {
  engine::EventStorageEngine& engine = session_->engine.engine();
  const bool has_own = user.own && user.own->version > 0;
  if (!has_own && !user.met) {
    StepEnd found = pull({.batch = 1}, user);
    if (!user.met) return found;
  }
  const engine::AggregateName aggregate = has_own ? user.own->name : *user.met;
  const auto version = has_own ? std::optional{user.own->version} : std::nullopt;
  StepEnd end;
  const auto note = [&end](const cases::CallResult& call, std::size_t rows) {
    end.note(call);
    end.rows = static_cast<std::int64_t>(rows);
    return call.outcome == Outcome::ok;
  };
  if (step.from_snapshot) {
    const engine::LoadedAggregate loaded = engine.load_aggregate_from_snapshot(aggregate);
    const auto& snapshot = loaded.snapshot.snapshot;
    const std::int64_t after = snapshot ? snapshot->sequence_number : 0;
    if (note(loaded.call, loaded.tail.size())) {
      check_loaded(aggregate, loaded.tail, after, version);
    }
    return end;
  }
  const engine::LoadedEvents loaded = engine.load_aggregate(aggregate);
  if (note(loaded.call, loaded.events.size())) {
    check_loaded(aggregate, loaded.events, 0, version);
  }
  return end;
}

/// The events follow one another from `after` on, up to a version that was acknowledged.
void StepRunner::check_loaded(const engine::AggregateName& aggregate,
                              const engine::EventBatch& events, std::int64_t after,
                              std::optional<std::int64_t> version) {
  std::int64_t last = after;
  for (const StoredEvent& event : events) {
    if (event.sequence_number != last + 1) {
      run_.violations.report(Violation::not_dense,
                             fmt::format("aggregate {}: event {} is followed by {}", aggregate.id,
                                         last, event.sequence_number));
    }
    last = event.sequence_number;
  }
  if (!version || last >= *version) return;
  run_.violations.report(
      Violation::stale_read,
      fmt::format("aggregate {} was loaded with {} events by the user who had been told that {} "
                  "are stored",
                  aggregate.id, last, *version));
}

StepEnd StepRunner::call(const CallStep& step) {
  PreparedCase& prepared = session_->calls.at(step.operation + "/" + step.case_name);
  const cases::Arguments& arguments = prepared.arguments.next();
  if (prepared.events) prepared.events->write(arguments);
  prepared.call.set_arguments(arguments);
  cases::CallResult result = prepared.call.run();
  if (prepared.events) prepared.events->close(result);
  prepared.arguments.finished(result.outcome);
  StepEnd end;
  end.attempts.add(1, result.outcome);
  end.rows = result.rows;
  // What the case expects is what it is asked for, a refused append say.
  const Outcome expected = prepared.which.expected_outcome;
  if (result.outcome == expected) return end;
  if (result.outcome == Outcome::ok) {
    result.outcome = Outcome::other_error;
    result.message = fmt::format("it ended as ok, where the case expects {}", name_of(expected));
  }
  end.outcome = result.outcome;
  end.errors.add(result);
  return end;
}

}  // namespace eventstore::load
