#include "generator/our_objects.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/dataset/object_set.hpp"

namespace eventstore::seed {

namespace {

std::string without_arguments(const std::string& name) {
  return name.substr(0, name.find('('));
}

/// The two lists write the arguments of functions differently.
bool is_same(const dataset::MadeObject& made, const dataset::StoreObject& object) {
  const bool is_function = object.kind == "function" && made.name.ends_with(')');
  return is_function ? without_arguments(made.name) == without_arguments(object.name)
                     : made.kind.starts_with(object.kind) && made.name == object.name;
}

}  // namespace

OurObjects::OurObjects(pg::Session& session, const dataset::Manifest& manifest)
    : session_(session),
      objects_(manifest.objects),
      made_(manifest.made),
      there_(dataset::list_objects(session)),
      strangers_(session, manifest.made) {}

std::optional<std::string> OurObjects::change_of(
    const dataset::StoreObject& object, const std::vector<dataset::StoreObject>& found) const {
  for (const dataset::MadeObject& made : made_) {
    if (!is_same(made, object)) continue;
    if (auto change = dataset::change_of_owner(made, there_)) return change;
  }
  const dataset::ObjectSet ours{objects_};
  const dataset::ObjectSet there{found};
  const dataset::StoreObject* const made = ours.find(object);
  const dataset::StoreObject* const now = there.find(object);
  if (made == nullptr || now == nullptr || made->owner == now->owner) return {};
  return fmt::format("belongs to role {}", now->owner);
}

void OurObjects::require_untouched(const std::string& path) const {
  // A manifest of format 2 does not say what is ours.
  if (!made_.empty()) strangers_.require_untouched(session_, path);
}

void OurObjects::account_for(const std::string& path) {
  std::vector<dataset::FoundObject> after = dataset::list_objects(session_);
  for (dataset::MadeObject& object : dataset::made_since(there_, after, path)) {
    made_.push_back(std::move(object));
  }
  there_ = std::move(after);
  // One that was dropped and made again is listed twice: the latest counts.
  std::erase_if(made_, [&](const dataset::MadeObject& made) {
    const dataset::FoundObject* const now = dataset::find_object(there_, made);
    return now == nullptr || (made.oid != 0 && made.oid != now->oid && made.file == path);
  });
}

}  // namespace eventstore::seed
