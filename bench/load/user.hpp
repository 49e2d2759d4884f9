// One of the users of a population: whose data it works on, and how far it has come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "bench/load/scenario.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/tracking_token.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::load {

/// An aggregate that this run appends to.
struct GrownAggregate {
  std::uint64_t number = 0;  ///< Its type and events follow from it (core/events/content.hpp).
  engine::AggregateName name;
  std::int64_t version = 0;  ///< As far as its writers know.
};

struct User {
  std::size_t population = 0;
  std::uint64_t index = 0;   ///< Within the population, from 0.
  std::uint64_t random = 0;  ///< State of its choices.
  engine::Tenant tenant;
  engine::TrackingToken token;               ///< What it has pulled.
  std::optional<GrownAggregate> own;         ///< What it appends to.
  std::optional<engine::AggregateName> met;  ///< Of an event that it has pulled.

  std::size_t journey = 0;
  std::size_t step = 0;  ///< Of the journey; 0: a new one begins.
  bool journey_failed = false;
  measure::Instant journey_due = {};
};

}  // namespace eventstore::load
