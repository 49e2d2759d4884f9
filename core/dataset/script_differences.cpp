#include "core/dataset/script_differences.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/index_statements.hpp"
#include "core/pg/quoted_name.hpp"

namespace eventstore::dataset {

namespace {

using Kind = StoreDifference::Kind;
using Scripts = std::vector<RanScript>;

const RanScript* script_at(const Scripts& scripts, const std::string& path) {
  const auto found = std::find_if(scripts.begin(), scripts.end(),
                                  [&](const RanScript& script) { return script.path == path; });
  return found == scripts.end() ? nullptr : &*found;
}

StoreDifference about_script(Kind kind, const std::string& path, std::string text) {
  return {.kind = kind, .path = path, .object = {}, .made = {}, .text = std::move(text)};
}

StoreDifference new_script(const catalogue::Catalogue& catalogue, const std::string& path,
                           const ObjectSet& found) {
  std::vector<std::string> missing = index_names_of(catalogue, path);
  std::erase_if(missing, [&](const std::string& name) { return found.has_index(name); });
  return about_script(Kind::new_script, path,
                      missing.empty()
                          ? fmt::format("{} is new: the database was seeded without it", path)
                          : fmt::format("{} is new: its index {} is not in the database", path,
                                        fmt::join(missing, ", ")));
}

StoreDifference changed_script(const std::string& path, const Manifest& manifest) {
  std::vector<std::string> made;
  for (const StoreObject& object : manifest.objects) {
    const bool is_part = object.kind == "column" || object.kind == "constraint";
    if (object.file == path && !is_part) made.push_back(name_in_text(object));
  }
  return about_script(Kind::changed_script, path,
                      fmt::format("{} says something else than when the database was seeded{}{}",
                                  path, made.empty() ? "" : "; it made ", fmt::join(made, ", ")));
}

void add_gone(const RanScript& ran, const Manifest& manifest, const ObjectSet& found,
              StoreDifferences& differences) {
  bool made_something = false;
  for (const StoreObject& object : manifest.objects) {
    if (object.file != ran.path) continue;
    made_something = true;
    if (!found.contains(object)) continue;
    differences.push_back(
        {.kind = Kind::gone_script,
         .path = ran.path,
         .object = object,
         .made = {},
         .text =
             fmt::format("{} is in the database, but no file of the folder makes it: {} is gone",
                         name_in_text(object), ran.path)});
  }
  if (made_something) return;
  differences.push_back(
      about_script(Kind::gone_script, ran.path,
                   fmt::format("{} is gone, with which the database was seeded", ran.path)));
}

}  // namespace

StoreDifferences script_differences(const catalogue::Catalogue& catalogue, const Manifest& manifest,
                                    const ObjectSet& found) {
  const Scripts folder = scripts_of(catalogue);
  StoreDifferences differences;
  for (const RanScript& script : folder) {
    const RanScript* const ran = script_at(manifest.scripts, script.path);
    if (ran == nullptr) {
      differences.push_back(new_script(catalogue, script.path, found));
    } else if (ran->statements != script.statements) {
      differences.push_back(changed_script(script.path, manifest));
    }
  }
  const std::set<std::string> gone = gone_scripts(catalogue, manifest);
  for (const RanScript& ran : manifest.scripts) {
    if (gone.contains(ran.path)) add_gone(ran, manifest, found, differences);
  }
  return differences;
}

std::set<std::string> gone_scripts(const catalogue::Catalogue& catalogue,
                                   const Manifest& manifest) {
  const Scripts folder = scripts_of(catalogue);
  std::set<std::string> paths;
  for (const RanScript& ran : manifest.scripts) {
    if (script_at(folder, ran.path) == nullptr) paths.insert(ran.path);
  }
  return paths;
}

Manifest with_present_paths(Manifest manifest, const catalogue::Catalogue& catalogue) {
  const Scripts before = manifest.scripts;
  for (const RanScript& script : scripts_of(catalogue)) {
    if (script_at(before, script.path) != nullptr) continue;
    for (RanScript& ran : manifest.scripts) {
      const bool is_it = ran.statements == script.statements &&
                         script_at(scripts_of(catalogue), ran.path) == nullptr;
      if (!is_it) continue;
      for (StoreObject& object : manifest.objects) {
        if (object.file == ran.path) object.file = script.path;
      }
      for (MadeObject& object : manifest.made) {
        if (object.file == ran.path) object.file = script.path;
      }
      ran.path = script.path;
      break;
    }
  }
  return manifest;
}

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

}  // namespace eventstore::dataset
