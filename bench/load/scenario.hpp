// What a load run does: phases, who makes requests, and what is asked of the answers.  Plain
// values; scenario_file.hpp reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bench/load/arrivals.hpp"
#include "bench/load/load_shape.hpp"
#include "bench/load/threshold.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::load {

struct Phase {
  std::string name;
  measure::Duration length{0};
  bool is_judged = true;  ///< Whether thresholds that name no phase look at it.
};

/// Which aggregate an append goes to.
enum class Target : std::uint8_t {
  own,     ///< The user's, until it has `AppendStep::own_length` events, then a new one.
  fresh,   ///< A new one each time ("new" in a scenario).
  shared,  ///< One of the population's, which all of its users append to.
};

struct AppendStep {
  std::int64_t events = 1;
  Target target = Target::own;
  std::int64_t own_length = 100;
  std::int64_t shared = 1;  ///< How many aggregates the users of the population share.
  /// The first attempt expects a version that is too old, and has to be refused.
  bool is_stale = false;
  int attempts = 8;  ///< In all; each after a conflict starts from the version that is there now.
};

/// The next events of the user's tenant, after what the user has seen.
struct PullStep {
  std::int64_t batch = 10;
};

/// All events of the user's own aggregate; where it has none, of one that was there before.
struct LoadStep {
  bool from_snapshot = false;
};

/// A case of the catalogue, as eventstore_bench and plan-review know it.
struct CallStep {
  std::string operation;  ///< With its strategy.
  std::string case_name;
};

struct Step {
  std::string label;  ///< What its figures are called; `as=` in the file, else its action.
  std::variant<AppendStep, PullStep, LoadStep, CallStep> action;
};

/// Steps that one user does one after the other.
struct Journey {
  std::string name;
  double weight = 1.0;
  std::vector<Step> steps;
};

enum class Loop : std::uint8_t {
  users,  ///< Closed: so many users, each of which waits for its answer, and thinks.
  rate,   ///< Open: so many journeys begin in a second, whatever became of the others.
};

/// Whose data a population works on.
enum class Tenants : std::uint8_t {
  seeded,  ///< All, each as often as it has events.
  even,    ///< All, each as often as any other.
  hot,     ///< That of the manifest's subjects,
  middle,
  cold,
  others,  ///< all but the hot one, as they have events.
};

/// What people call them, in that order.
[[nodiscard]] const std::vector<std::string>& tenant_names();

struct Population {
  std::string name;
  Loop loop = Loop::users;
  std::vector<Level> levels;         ///< For each phase.
  std::vector<std::int64_t> bursts;  ///< Journeys that are due when the phase begins, for each.
  ArrivalProcess arrivals = ArrivalProcess::poisson;
  measure::Duration think{0};  ///< Mean of an exponential; 0: none.
  Tenants tenants = Tenants::seeded;
  std::vector<Journey> journeys;
};

enum class Follow : std::uint8_t { polling, listening };

/// Tracking processors that follow the head of all tenants while the others write.
struct Processors {
  int count = 0;
  Follow follow = Follow::polling;
  std::int64_t batch = 1000;
  bool from_tail = false;  ///< They begin with the seeded events: a backlog to catch up with.
};

/// What the engine's pool of sessions is asked; such a scenario has no phases and no populations.
struct Sessions {
  std::vector<int> capacities;         ///< Pools that are asked for more than they have,
  int overflow = 25;                   ///< by so many.
  int lives = 75;                      ///< Users that acquire, work and release, on one pool.
  int active = 20;                     ///< Who work while the pool is closed.
  int requests = 200;                  ///< Of which
  int errors = 20;                     ///< this percentage fails at the server,
  int timeouts = 10;                   ///< and this one takes too long there.
  std::int64_t metadata_bytes = 4096;  ///< That each session in use holds.
};

struct Scenario {
  std::string name;
  std::string question;  ///< One sentence.
  std::string explanation;
  int pool = 30;  ///< Sessions.
  measure::Duration acquire_timeout{0};
  measure::Duration statement_timeout{0};
  std::vector<Phase> phases;
  std::vector<Population> populations;
  Processors processors;
  std::optional<Sessions> sessions;
  std::vector<Threshold> thresholds;

  [[nodiscard]] std::vector<measure::Duration> lengths() const;
  [[nodiscard]] measure::Duration length() const;
  /// The begin of the phase, as an offset.
  [[nodiscard]] measure::Duration begin_of(std::size_t phase) const;
  /// The phase at this offset; the last one from the end on.
  [[nodiscard]] std::size_t phase_at(measure::Duration time) const;
};

}  // namespace eventstore::load
