#include "core/dataset/made_objects.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::dataset {

namespace {

/// They go with a table, and REINDEX CONCURRENTLY makes an index anew.
bool is_part_of_a_table(const std::string& kind) {
  constexpr std::array<std::string_view, 5> parts{"index", "trigger", "rule", "policy",
                                                  "statistics object"};
  return std::find(parts.begin(), parts.end(), kind) != parts.end();
}

}  // namespace

std::vector<FoundObject> list_objects(pg::Session& session) {
  const pg::Rows rows = session.run(catalogue::harness_sql("made_objects"));
  std::vector<FoundObject> objects;
  objects.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    objects.push_back({.kind = rows.text(i, "kind"),
                       .name = rows.text(i, "name"),
                       .owner = rows.text(i, "owner"),
                       .catalog = rows.integer(i, "catalog"),
                       .oid = rows.integer(i, "oid"),
                       .is_partition = rows.boolean(i, "is_partition")});
  }
  return objects;
}

std::vector<MadeObject> made_since(const std::vector<FoundObject>& before,
                                   const std::vector<FoundObject>& after, const std::string& file) {
  std::set<std::pair<std::int64_t, std::int64_t>> known;
  for (const FoundObject& object : before) known.emplace(object.catalog, object.oid);
  std::vector<MadeObject> made;
  for (const FoundObject& object : after) {
    if (object.is_partition || known.contains({object.catalog, object.oid})) continue;
    made.push_back({.kind = object.kind,
                    .name = object.name,
                    .file = file,
                    .owner = object.owner,
                    .oid = object.oid});
  }
  return made;
}

const FoundObject* find_object(const std::vector<FoundObject>& objects, const MadeObject& made) {
  const auto found = std::find_if(objects.begin(), objects.end(), [&](const FoundObject& object) {
    return object.kind == made.kind && object.name == made.name;
  });
  return found == objects.end() ? nullptr : &*found;
}

std::optional<std::string> change_of_owner(const MadeObject& made,
                                           const std::vector<FoundObject>& objects) {
  const FoundObject* found = find_object(objects, made);
  if (found == nullptr || made.oid == 0 || is_part_of_a_table(made.kind)) return {};
  if (found->oid != made.oid) return "was made anew since";
  if (found->owner != made.owner) return fmt::format("belongs to role {}", found->owner);
  return {};
}

namespace {

/// The first that is not as it was made, and why.
std::optional<std::string> first_change(pg::Session& session, const Manifest& manifest) {
  if (manifest.made.empty()) return {};
  const std::vector<FoundObject> objects = list_objects(session);
  for (const MadeObject& made : manifest.made) {
    const auto change = change_of_owner(made, objects);
    if (change) return fmt::format("{} {} {}", made.kind, made.name, *change);
  }
  return {};
}

}  // namespace

std::string ways_to_start_over(pg::Session& session, const Manifest& manifest,
                               const std::string& command) {
  if (first_change(session, manifest)) return "use another --database";
  if (command.empty()) return "fill it anew with --replace, or use another --database";
  return fmt::format("start over with: {} --replace, or use another --database", command);
}

void require_same_objects(pg::Session& session, const Manifest& manifest) {
  const auto change = first_change(session, manifest);
  if (!change) return;
  throw UsageError(fmt::format(
      "{} in database {}, so it is not what seed-events made there (after a restore, say), and is "
      "neither replaced nor written to; use another --database",
      *change, session.database_name()));
}

}  // namespace eventstore::dataset
