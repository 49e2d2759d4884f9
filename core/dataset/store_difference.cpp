#include "core/dataset/store_difference.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/index_statements.hpp"
#include "core/pg/quoted_name.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::dataset {

namespace {

using Kind = StoreDifference::Kind;
using Differences = std::vector<StoreDifference>;

constexpr std::size_t lines_max = 20;
constexpr std::size_t definition_max = 80;

/// Objects, to be found again.
class ObjectSet {
 public:
  explicit ObjectSet(const std::vector<StoreObject>& objects) {
    for (const StoreObject& object : objects) {
      by_identity_[identity_of(object)] = &object;
      if (object.kind == "index") index_names_.insert(name_within_schema(object));
    }
  }
  /// Null where it is not there.
  [[nodiscard]] const StoreObject* find(const StoreObject& object) const {
    const auto found = by_identity_.find(identity_of(object));
    return found == by_identity_.end() ? nullptr : found->second;
  }
  [[nodiscard]] bool contains(const StoreObject& object) const { return find(object) != nullptr; }
  [[nodiscard]] bool has_index(const std::string& name) const {
    return index_names_.contains(name);
  }

 private:
  std::map<std::string, const StoreObject*> by_identity_;
  std::set<std::string> index_names_;  ///< Without schemas.
};

const RanScript* script_at(const std::vector<RanScript>& scripts, const std::string& path) {
  const auto found = std::find_if(scripts.begin(), scripts.end(),
                                  [&](const RanScript& script) { return script.path == path; });
  return found == scripts.end() ? nullptr : &*found;
}

/// In one line, as far as there is room.
std::string shortened(const std::string& definition) {
  std::string line = definition.substr(0, definition_max);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line.size() < definition.size() ? line + "..." : line;
}

/// Index names of a script, as `StoreObject::name` has them behind the schema.
std::vector<std::string> index_names_of(const catalogue::Catalogue& catalogue,
                                        const std::string& path) {
  catalogue::Catalogue one;
  for (const catalogue::StoreScript& script : catalogue.indexes) {
    if (script.path == path) one.indexes.push_back(script);
  }
  std::vector<std::string> names = catalogue::index_names(one);
  for (std::string& name : names) name = pg::quoted_name(name);
  return names;
}

/// The folder's scripts against those that were run.
class ScriptComparison {
 public:
  ScriptComparison(const catalogue::Catalogue& catalogue, const Manifest& manifest,
                   const ObjectSet& found)
      : catalogue_(catalogue), folder_(scripts_of(catalogue)), manifest_(manifest), found_(found) {}

  void add_to(Differences& differences) const {
    for (const RanScript& script : folder_) {
      const RanScript* const ran = script_at(manifest_.scripts, script.path);
      if (ran == nullptr && was_renamed(script, manifest_.scripts, folder_)) continue;
      if (ran != nullptr && ran->statements == script.statements) continue;
      differences.push_back(ran == nullptr ? fresh(script) : changed(script));
    }
    const std::set<std::string> lost = gone();
    for (const RanScript& ran : manifest_.scripts) {
      if (lost.contains(ran.path)) add_gone(ran, differences);
    }
  }

  /// Paths of scripts that the folder no longer has.
  [[nodiscard]] std::set<std::string> gone() const {
    std::set<std::string> paths;
    for (const RanScript& ran : manifest_.scripts) {
      if (script_at(folder_, ran.path) != nullptr) continue;
      if (!was_renamed(ran, folder_, manifest_.scripts)) paths.insert(ran.path);
    }
    return paths;
  }

 private:
  /// Whether `script`, which only one side has, stands under another name on the other.
  [[nodiscard]] static bool was_renamed(const RanScript& script,
                                        const std::vector<RanScript>& others,
                                        const std::vector<RanScript>& own) {
    return std::any_of(others.begin(), others.end(), [&](const RanScript& other) {
      return other.statements == script.statements && script_at(own, other.path) == nullptr;
    });
  }

  [[nodiscard]] StoreDifference fresh(const RanScript& script) const {
    std::vector<std::string> missing = index_names_of(catalogue_, script.path);
    std::erase_if(missing, [&](const std::string& name) { return found_.has_index(name); });
    return {.kind = Kind::new_script,
            .path = script.path,
            .object = {},
            .made = {},
            .text = missing.empty()
                        ? fmt::format("{} is new: the database was seeded without it", script.path)
                        : fmt::format("{} is new: its index {} is not in the database", script.path,
                                      fmt::join(missing, ", "))};
  }

  [[nodiscard]] StoreDifference changed(const RanScript& script) const {
    std::vector<std::string> kept;
    for (const StoreObject& object : manifest_.objects) {
      const bool is_part = object.kind == "column" || object.kind == "constraint";
      if (object.file == script.path && !is_part) kept.push_back(name_in_text(object));
    }
    return {.kind = Kind::changed_script,
            .path = script.path,
            .object = {},
            .made = {},
            .text = fmt::format("{} says something else than when the database was seeded{}{}",
                                script.path,
                                kept.empty() ? "" : "; made then: ", fmt::join(kept, ", "))};
  }

  void add_gone(const RanScript& ran, Differences& differences) const {
    bool made_something = false;
    for (const StoreObject& object : manifest_.objects) {
      if (object.file != ran.path) continue;
      made_something = true;
      if (!found_.contains(object)) continue;
      differences.push_back(
          {.kind = Kind::gone_script,
           .path = ran.path,
           .object = object,
           .made = {},
           .text = fmt::format("{} is in the database, but no file of the folder makes it: {} is "
                               "gone",
                               name_in_text(object), ran.path)});
    }
    if (made_something) return;
    differences.push_back(
        {.kind = Kind::gone_script,
         .path = ran.path,
         .object = {},
         .made = {},
         .text = fmt::format("{} is gone, with which the database was seeded", ran.path)});
  }

  const catalogue::Catalogue& catalogue_;
  std::vector<RanScript> folder_;
  const Manifest& manifest_;
  const ObjectSet& found_;
};

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
  if (!made.definition.empty() && found.definition.starts_with(made.definition + " ")) {
    return fmt::format("{} is not {}: it is {} in addition", name, source,
                       shortened(found.definition.substr(made.definition.size() + 1)));
  }
  if (made.kind == "function" || made.kind.ends_with("view")) {
    return fmt::format("{} is not {}", name, source);
  }
  return fmt::format("{} is not {}: \"{}\" instead of \"{}\"", name, source,
                     shortened(found.definition), shortened(made.definition));
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
  void add_to(Differences& differences, const std::set<std::string>& gone) const {
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
      differences.push_back(added(object, "made"));
    }
  }

  [[nodiscard]] static StoreDifference added(const StoreObject& object, std::string_view verb) {
    return {.kind = Kind::added_object,
            .path = {},
            .object = object,
            .made = {},
            .text = fmt::format("{} is in the database, but no file of the folder {} it",
                                name_in_text(object), verb)};
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
void leave_out_shadows(Differences& differences) {
  const Differences all = differences;
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

/// Whether a script makes an index whose name only the server knows, or mentions the name.
class MentionedNames {
 public:
  explicit MentionedNames(const catalogue::Catalogue& catalogue) {
    for (const RanScript& script : scripts_of(catalogue)) {
      for (const std::string& statement : script.statements) text_ += statement + "\n";
    }
    is_everything_ = text_.find("INDEX ON ") != std::string::npos;
  }
  [[nodiscard]] bool contains(const StoreObject& index) const {
    const std::string name = name_within_schema(index);
    return is_everything_ || text_.find(name) != std::string::npos;
  }

 private:
  std::string text_;
  bool is_everything_ = false;
};

/// All that can be done where nothing was written down.
void compare_index_names(const catalogue::Catalogue& catalogue, const Manifest& manifest,
                         const std::vector<StoreObject>& found, Differences& differences) {
  const std::set<std::string> ours{manifest.tables.begin(), manifest.tables.end()};
  std::vector<StoreObject> indexes;
  std::set<std::string> constraints;
  for (const StoreObject& object : found) {
    if (object.kind == "constraint") constraints.insert(object.table + " " + object.name);
    if (object.kind == "index" && ours.contains(object.table)) indexes.push_back(object);
  }
  const ObjectSet index_set{indexes};
  for (const std::string& plain : catalogue::index_names(catalogue)) {
    const std::string name = pg::quoted_name(plain);
    if (index_set.has_index(name)) continue;
    differences.push_back(
        {.kind = Kind::missing_object,
         .path = {},
         .object = {.kind = "index",
                    .name = name,
                    .table = {},
                    .definition = {},
                    .owner = {},
                    .file = {}},
         .made = {},
         .text = fmt::format("index {} of the folder is not in the database", name)});
  }
  const MentionedNames mentioned{catalogue};
  for (const StoreObject& index : indexes) {
    const std::string constraint = index.table + " " + name_within_schema(index);
    if (constraints.contains(constraint) || mentioned.contains(index)) continue;
    differences.push_back(ObjectComparison::added(index, "makes"));
  }
}

}  // namespace

std::string name_in_text(const StoreObject& object) {
  if (object.table.empty() || object.kind.ends_with("table")) {
    return fmt::format("{} {}", object.kind, object.name);
  }
  return fmt::format("{} {} of table {}", object.kind, object.name, object.table);
}

StoreComparison compare_store(const catalogue::Catalogue& catalogue, const Manifest& manifest,
                              const std::vector<StoreObject>& found, int server_major) {
  StoreComparison comparison;
  Differences& differences = comparison.differences;
  const ObjectSet found_set{found};
  const ScriptComparison scripts{catalogue, manifest, found_set};
  if (!manifest.scripts.empty()) scripts.add_to(differences);
  if (manifest.objects.empty()) {
    comparison.no_check =
        "what the store's scripts made was not written down when the database was seeded, so only "
        "the names of its indexes are compared with the folder";
    compare_index_names(catalogue, manifest, found, differences);
  } else {
    ObjectComparison{manifest, found, found_set, server_major}.add_to(differences, scripts.gone());
  }
  leave_out_shadows(differences);
  return comparison;
}

std::string lines_of(const std::vector<StoreDifference>& differences) {
  std::string lines;
  const std::size_t shown = std::min(differences.size(), lines_max);
  for (std::size_t i = 0; i < shown; ++i) lines += "  " + differences[i].text + "\n";
  if (shown < differences.size()) {
    lines += fmt::format("  and {} more\n", grouped(std::ssize(differences) - lines_max));
  }
  return lines;
}

}  // namespace eventstore::dataset
