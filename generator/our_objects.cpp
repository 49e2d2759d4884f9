#include "generator/our_objects.hpp"

#include <fmt/format.h>

#include "core/dataset/object_set.hpp"

namespace eventstore::seed {

OurObjects::OurObjects(pg::Session& session, const dataset::Manifest& manifest)
    : session_(session), objects_(manifest.objects), made_(manifest.made) {}

std::optional<std::string> OurObjects::change_of(
    const dataset::StoreObject& object, const std::vector<dataset::StoreObject>& found) const {
  const dataset::ObjectSet ours{objects_};
  const dataset::ObjectSet there{found};
  const dataset::StoreObject* const made = ours.find(object);
  const dataset::StoreObject* const now = there.find(object);
  if (made == nullptr || now == nullptr || made->owner == now->owner) return {};
  return fmt::format("belongs to role {}", now->owner);
}

void OurObjects::require_untouched(const std::string& /*path*/) const {}

void OurObjects::account_for(const std::string& /*path*/) {}

}  // namespace eventstore::seed
