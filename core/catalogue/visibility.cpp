#include "core/catalogue/visibility.hpp"

namespace eventstore::catalogue {

std::string_view name_of(Visibility visibility) {
  switch (visibility) {
    case Visibility::naive:
      return "naive";
    case Visibility::gap_aware:
      return "gap_aware";
    case Visibility::snapshot_barrier:
      return "snapshot_barrier";
    case Visibility::serialised_writers:
      return "serialised_writers";
  }
  return "";
}

std::optional<Visibility> visibility_named(std::string_view name) {
  for (const Visibility visibility : all_visibilities) {
    if (name_of(visibility) == name) return visibility;
  }
  return std::nullopt;
}

}  // namespace eventstore::catalogue
