#include "core/dataset/folder_comparison.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "core/dataset/index_name_differences.hpp"
#include "core/dataset/object_set.hpp"
#include "core/dataset/script_differences.hpp"

namespace eventstore::dataset {

namespace {

using Kind = StoreDifference::Kind;

constexpr std::size_t definition_max = 80;

/// In one line, as far as there is room.
std::string shortened(const std::string& definition) {
  std::string line = definition.substr(0, definition_max);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line.size() < definition.size() ? line + "..." : line;
}

/// From a little before the place where it begins to differ from `other`.
std::string from_difference(const std::string& definition, const std::string& other) {
  constexpr std::size_t before = 24;
  const auto here =
      std::mismatch(definition.begin(), definition.end(), other.begin(), other.end()).first;
  const auto same = static_cast<std::size_t>(here - definition.begin());
  if (same < definition_max - before) return shortened(definition);
  return "..." + shortened(definition.substr(same - before));
}

/// What the server writes for these depends on its major version.
bool is_rewritten_by_upgrades(const std::string& kind) {
  constexpr std::array<std::string_view, 7> rewritten{
      "view", "materialized view", "rule", "function", "policy", "constraint", "statistics"};
  return std::find(rewritten.begin(), rewritten.end(), kind) != rewritten.end();
}

std::string text_of_change(const StoreObject& made, const StoreObject& found) {
  const std::string name = name_in_text(found);
  const std::string source = made.file.empty() ? "as it was made" : "as " + made.file + " made it";
  if (made.table != found.table) {
    return fmt::format("{} is not {}: it was of table {}", name, source, made.table);
  }
  if (made.kind == "function" || made.kind.ends_with("view")) {
    return fmt::format("{} is not {}", name, source);
  }
  if (!made.definition.empty() && found.definition.starts_with(made.definition + " ")) {
    return fmt::format("{} is not {}: it is {} in addition", name, source,
                       shortened(found.definition.substr(made.definition.size() + 1)));
  }
  return fmt::format("{} is not {}: \"{}\" instead of \"{}\"", name, source,
                     from_difference(found.definition, made.definition),
                     from_difference(made.definition, found.definition));
}

bool holds_others(const std::string& kind) {
  return kind.ends_with("table") || kind.ends_with("view");
}

/// The objects of the manifest, and what belongs to its tables, against those of the database.
class ObjectComparison {
 public:
  ObjectComparison(const Manifest& manifest, const std::vector<StoreObject>& found,
                   const ObjectSet& found_set, int server_major)
      : made_(manifest.objects),
        made_set_(manifest.objects),
        found_(found),
        found_set_(found_set),
        is_same_server_(manifest.server_major == 0 || manifest.server_major == server_major) {}

  /// Those that `gone`, paths of scripts, have made are the scripts' comparison's.
  void add_to(StoreDifferences& differences, const std::set<std::string>& gone) const {
    std::set<std::string> ours;
    std::set<std::string> lost;
    for (const StoreObject& made : made_) {
      if (!holds_others(made.kind)) continue;
      (found_set_.contains(made) ? ours : lost).insert(made.name);
    }
    for (const StoreObject& made : made_) {
      if (gone.contains(made.file)) continue;
      const StoreObject* const now = found_set_.find(made);
      if (now == nullptr && !lost.contains(made.table)) differences.push_back(missing(made));
      if (now != nullptr && !is_as_made(made, *now)) differences.push_back(changed(made, *now));
    }
    for (const StoreObject& object : found_) {
      if (!ours.contains(object.table) || made_set_.contains(object)) continue;
      differences.push_back(added_object(object, "made"));
    }
  }

 private:
  [[nodiscard]] static StoreDifference missing(const StoreObject& made) {
    return {.kind = Kind::missing_object,
            .path = made.file,
            .object = made,
            .made = made,
            .text = fmt::format("{} is not in the database: {} made it", name_in_text(made),
                                made.file.empty() ? "seed-events" : made.file)};
  }

  [[nodiscard]] static StoreDifference changed(const StoreObject& made, const StoreObject& now) {
    return {.kind = Kind::changed_object,
            .path = made.file,
            .object = now,
            .made = made,
            .text = text_of_change(made, now)};
  }

  [[nodiscard]] bool is_as_made(const StoreObject& made, const StoreObject& now) const {
    if (now.table != made.table) return false;
    return now.definition == made.definition ||
           (!is_same_server_ && is_rewritten_by_upgrades(made.kind));
  }

  const std::vector<StoreObject>& made_;
  ObjectSet made_set_;
  const std::vector<StoreObject>& found_;
  const ObjectSet& found_set_;
  bool is_same_server_;
};

/// A unique constraint and its index, a column and its sequence are one difference.
void leave_out_shadows(StoreDifferences& differences) {
  const StoreDifferences all = differences;
  std::erase_if(differences, [&](const StoreDifference& shadow) {
    const StoreObject& object = shadow.object;
    return std::any_of(all.begin(), all.end(), [&](const StoreDifference& other) {
      if (other.kind != shadow.kind || other.object.table != object.table) return false;
      const StoreObject& whole = other.object;
      if (object.kind == "constraint") {
        return whole.kind == "index" && name_within_schema(whole) == object.name;
      }
      return object.kind == "sequence" && whole.kind == "column" &&
             object.definition.ends_with("OWNED BY " + whole.table + "." + whole.name);
    });
  });
}

}  // namespace

FolderComparison compare_folder(const catalogue::Catalogue& catalogue, const Manifest& manifest,
                                const std::vector<StoreObject>& found, int server_major) {
  const Manifest present = with_present_paths(manifest, catalogue);
  FolderComparison comparison;
  StoreDifferences& differences = comparison.differences;
  const ObjectSet found_set{found};
  if (!present.scripts.empty()) differences = script_differences(catalogue, present, found_set);
  if (present.objects.empty()) {
    comparison.no_check =
        "what the store's scripts made was not written down when the database was seeded, so only "
        "the names of its indexes are compared with the folder";
    const StoreDifferences more = index_name_differences(catalogue, present, found);
    differences.insert(differences.end(), more.begin(), more.end());
  } else {
    ObjectComparison{present, found, found_set, server_major}.add_to(
        differences, gone_scripts(catalogue, present));
  }
  leave_out_shadows(differences);
  return comparison;
}

}  // namespace eventstore::dataset
