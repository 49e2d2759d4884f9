#include "core/catalogue/outcome.hpp"

namespace eventstore {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::version_conflict:
      return "version_conflict";
    case Outcome::duplicate_event:
      return "duplicate_event";
    case Outcome::serialization_failure:
      return "serialization_failure";
    case Outcome::deadlock:
      return "deadlock";
    case Outcome::timeout:
      return "timeout";
    case Outcome::connection_lost:
      return "connection_lost";
    case Outcome::rejected:
      return "rejected";
    case Outcome::other_error:
      return "other_error";
  }
  return "other_error";
}

std::optional<Outcome> outcome_named(std::string_view name) {
  for (const Outcome outcome : all_outcomes) {
    if (name_of(outcome) == name) return outcome;
  }
  return std::nullopt;
}

}  // namespace eventstore
