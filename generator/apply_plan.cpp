#include "generator/apply_plan.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/sql_scan.hpp"
#include "core/dataset/object_set.hpp"
#include "core/dataset/object_statements.hpp"
#include "core/dataset/script_differences.hpp"

namespace eventstore::seed {

namespace {

using catalogue::StoreScript;
using dataset::StoreDifference;
using dataset::StoreObject;
using Kind = StoreDifference::Kind;
using Objects = std::vector<StoreObject>;

/// The statement's first words in capitals, with a blank behind each: "CREATE OR REPLACE ".
std::string first_words(const std::string& statement, int count) {
  std::string words;
  for (const catalogue::SqlPiece& piece : catalogue::scan_sql(statement)) {
    if (piece.kind != catalogue::SqlPiece::Kind::word) continue;
    for (const char c : piece.text) {
      words += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    words += ' ';
    if (--count == 0) break;
  }
  return words;
}

/// Whether the statement may be run again: it defines, and writes no rows.
bool is_definition(const std::string& statement) {
  static const std::set<std::string> words{"CREATE ", "ALTER ", "COMMENT ", "DROP ",   "GRANT ",
                                           "REVOKE ", "SET ",   "RESET ",   "ANALYZE "};
  return words.contains(first_words(statement, 1));
}

bool replaces_or_indexes(const std::string& statement) {
  return first_words(statement, 3) == "CREATE OR REPLACE " ||
         first_words(statement, 2) == "CREATE INDEX " ||
         first_words(statement, 3) == "CREATE UNIQUE INDEX ";
}

bool is_replaceable(const StoreObject& object) {
  return object.kind == "function" || object.kind.ends_with("view");
}

class Planner {
 public:
  Planner(const catalogue::Catalogue& catalogue, const dataset::Manifest& manifest,
          const Objects& found, const dataset::FolderComparison& comparison)
      : catalogue_(catalogue),
        manifest_(manifest),
        found_(found),
        has_records_(!manifest.objects.empty()),
        comparison_(comparison) {}

  ApplyPlan plan() {
    for (const StoreDifference& difference : comparison_.differences) sort_in(difference);
    for (const std::string& path : gone_) drop_gone(path);
    for (const auto* scripts : {&catalogue_.tables, &catalogue_.indexes}) {
      for (const StoreScript& script : *scripts) bring_in_line(script);
    }
    return plan_;
  }

 private:
  void sort_in(const StoreDifference& difference) {
    switch (difference.kind) {
      case Kind::new_script:
        new_.insert(difference.path);
        break;
      case Kind::gone_script:
        gone_.insert(difference.path);
        break;
      case Kind::changed_script:
        changed_.insert(difference.path);
        break;
      case Kind::missing_object:
      case Kind::changed_object:
        if (difference.path.empty() && !has_records_) {
          new_.insert(script_naming(difference.object.name));
        } else if (difference.path.empty()) {
          leave(difference.text, "no script is known that makes it");
        } else {
          incomplete_[difference.path].push_back(&difference);
        }
        break;
      case Kind::added_object:
        leave(difference.text, "seed-events did not make it, so it stays");
        break;
    }
  }

  void leave(const std::string& what, const std::string& why) {
    plan_.left.push_back(fmt::format("{}; {}", what, why));
  }

  [[nodiscard]] std::string script_naming(const std::string& index) const {
    for (const StoreScript& script : catalogue_.indexes) {
      const auto names = dataset::index_names_of(catalogue_, script.path);
      if (std::find(names.begin(), names.end(), index) != names.end()) return script.path;
    }
    return {};
  }

  /// What the script made and is still there.
  [[nodiscard]] Objects made_by(const std::string& path) const {
    Objects made;
    for (const StoreObject& object : manifest_.objects) {
      if (object.file == path && found_.contains(object)) made.push_back(object);
    }
    return made;
  }

  /// What dropping `objects` takes, the latest kind first: constraints with their indexes, and
  /// nothing that belongs to a table among them.
  [[nodiscard]] static Objects droppable(const Objects& objects) {
    std::set<std::string> tables;
    std::set<std::string> constraints;
    for (const StoreObject& object : objects) {
      if (object.kind.ends_with("table")) tables.insert(object.name);
      if (object.kind == "constraint") constraints.insert(object.table + " " + object.name);
    }
    Objects drops;
    for (auto object = objects.rbegin(); object != objects.rend(); ++object) {
      if (dataset::holds_state(*object) || tables.contains(object->table)) continue;
      const std::string name = object->table + " " + dataset::name_within_schema(*object);
      if (object->kind == "index" && constraints.contains(name)) continue;
      drops.push_back(*object);
    }
    return drops;
  }

  void drop_gone(const std::string& path) {
    const Objects made = made_by(path);
    for (const StoreObject& object : made) {
      // The table stands for what belongs to it, a column for its sequence.
      const bool is_named = object.kind == "column"
                                ? !makes_table(made, object.table)
                                : dataset::holds_state(object) && object.table.empty();
      if (!is_named) continue;
      leave(fmt::format("{} is in the database, but no file of the folder makes it: {} is gone",
                        dataset::name_in_text(object), path),
            "--apply drops no tables, columns, sequences, types or schemas");
    }
    for (StoreObject& object : droppable(made)) {
      plan_.steps.push_back(
          {.text = fmt::format("drop {}: {} is gone", dataset::name_in_text(object), path),
           .path = path,
           .drops = {object},
           .statements = {},
           .replaced = {}});
    }
    if (made.empty()) {
      plan_.steps.push_back({.text = fmt::format("forget {}, which is gone and made nothing", path),
                             .path = path,
                             .drops = {},
                             .statements = {},
                             .replaced = {}});
    }
  }

  [[nodiscard]] static bool makes_table(const Objects& objects, const std::string& table) {
    return std::any_of(objects.begin(), objects.end(), [&](const StoreObject& object) {
      return object.kind.ends_with("table") && object.name == table;
    });
  }

  void bring_in_line(const StoreScript& script) {
    if (new_.contains(script.path)) {
      run_new(script);
    } else if (changed_.contains(script.path)) {
      run_changed(script);
    } else if (const auto found = incomplete_.find(script.path); found != incomplete_.end()) {
      complete(script, found->second);
    }
  }

  void run_new(const StoreScript& script) {
    for (const std::string& name : dataset::index_names_of(catalogue_, script.path)) {
      if (!found_.has_index(name)) continue;
      leave(fmt::format("{} is new, and an index {} is in the database already", script.path, name),
            "seed-events did not make it, so it stays, and the script is not run");
      return;
    }
    plan_.steps.push_back({.text = fmt::format("run {}, which is new", script.path),
                           .path = script.path,
                           .drops = {},
                           .statements = script.statements,
                           .replaced = {},
                           .runs_script = true});
  }

  void run_changed(const StoreScript& script) {
    const Objects made = made_by(script.path);
    const bool has_state = std::any_of(made.begin(), made.end(), dataset::holds_state);
    if (has_state) {
      run_new_statements(script, made);
    } else {
      run_again(script, made, "says something else than when the database was seeded");
    }
  }

  void run_again(const StoreScript& script, const Objects& made, const std::string& why) {
    if (!std::all_of(script.statements.begin(), script.statements.end(), is_definition)) {
      leave(fmt::format("{} {}", script.path, why),
            "it may write rows, so it is not run again: seed anew with --replace");
      return;
    }
    ApplyStep step{.text = fmt::format("run {} again: it {}", script.path, why),
                   .path = script.path,
                   .drops = {},
                   .statements = script.statements,
                   .replaced = {},
                   .runs_script = true};
    for (StoreObject& object : droppable(made)) {
      (is_replaceable(object) ? step.replaced : step.drops).push_back(std::move(object));
    }
    plan_.steps.push_back(std::move(step));
  }

  /// Of a script that made a table: its other statements, where they alone have changed.
  void run_new_statements(const StoreScript& script, const Objects& made) {
    const auto ran =
        std::find_if(manifest_.scripts.begin(), manifest_.scripts.end(),
                     [&](const dataset::RanScript& each) { return each.path == script.path; });
    const std::set<std::string> before{ran->statements.begin(), ran->statements.end()};
    std::set<std::string> after;
    ApplyStep step{.text = fmt::format("run the statements that are new in {}", script.path),
                   .path = script.path,
                   .drops = {},
                   .statements = {},
                   .replaced = {},
                   .runs_script = true};
    std::vector<std::string> lost;
    for (const std::string& statement : script.statements) {
      const std::string text = catalogue::comparable_text(statement);
      after.insert(text);
      if (!before.contains(text)) step.statements.push_back(statement);
    }
    std::copy_if(ran->statements.begin(), ran->statements.end(), std::back_inserter(lost),
                 [&](const std::string& statement) { return !after.contains(statement); });
    const bool is_safe =
        std::all_of(step.statements.begin(), step.statements.end(), replaces_or_indexes) &&
        std::all_of(lost.begin(), lost.end(), replaces_or_indexes);
    if (!is_safe) {
      leave(fmt::format("{} says something else than when the database was seeded", script.path),
            "it made tables, columns or types, which --apply leaves alone: seed anew with "
            "--replace, or change them by hand");
      return;
    }
    for (const StoreObject& object : made) {
      const bool is_lost = std::any_of(lost.begin(), lost.end(), [&](const std::string& statement) {
        return object.kind == "index" && !replaces(statement) &&
               has_word(statement, dataset::name_within_schema(object));
      });
      if (is_lost) step.drops.push_back(object);
      if (is_replaceable(object) && is_named_by(object, lost)) step.replaced.push_back(object);
    }
    plan_.steps.push_back(std::move(step));
  }

  [[nodiscard]] static bool replaces(const std::string& statement) {
    return first_words(statement, 3) == "CREATE OR REPLACE ";
  }

  [[nodiscard]] static bool has_word(const std::string& statement, const std::string& name) {
    const auto pieces = catalogue::scan_sql(statement);
    return std::any_of(pieces.begin(), pieces.end(),
                       [&](const catalogue::SqlPiece& piece) { return piece.text == name; });
  }

  /// Whether one of the statements defines it: has its name first behind CREATE OR REPLACE.
  [[nodiscard]] static bool is_named_by(const StoreObject& object,
                                        const std::vector<std::string>& statements) {
    const std::string whole = dataset::name_within_schema(object);
    const std::string name = whole.substr(0, whole.find('('));
    return std::any_of(statements.begin(), statements.end(), [&](const std::string& statement) {
      const std::string head = statement.substr(0, statement.find_first_of("($'"));
      return replaces(statement) && has_word(head, name);
    });
  }

  /// A script that says what it said, of whose objects some are gone or were changed.
  void complete(const StoreScript& script, const std::vector<const StoreDifference*>& differences) {
    const Objects made = made_by(script.path);
    const auto holds = [&](const StoreObject& object) {
      return object.file == script.path && dataset::holds_state(object);
    };
    if (std::none_of(manifest_.objects.begin(), manifest_.objects.end(), holds)) {
      std::vector<std::string> names;
      for (const StoreDifference* each : differences) {
        names.push_back(dataset::name_in_text(each->object));
      }
      run_again(script, made,
                fmt::format("made {}, which the database has otherwise or not at all",
                            fmt::join(names, ", ")));
      return;
    }
    for (const StoreDifference* each : differences) restore(*each);
  }

  void restore(const StoreDifference& difference) {
    StoreObject made = difference.made;
    // The constraint brings its index.
    if (made.kind == "index") {
      const StoreObject* const constraint = constraint_of(made);
      if (constraint != nullptr) made = *constraint;
    }
    const auto statement = dataset::restore_statement(made);
    if (!statement || dataset::holds_state(made)) {
      leave(difference.text, "--apply cannot bring it back: seed anew with --replace, or by hand");
      return;
    }
    ApplyStep step{.text = fmt::format("restore {} as {} made it", dataset::name_in_text(made),
                                       difference.path),
                   .path = difference.path,
                   .drops = {},
                   .statements = {*statement},
                   .replaced = {}};
    if (const StoreObject* const now = found_.find(made)) step.drops.push_back(*now);
    plan_.steps.push_back(std::move(step));
  }

  [[nodiscard]] const StoreObject* constraint_of(const StoreObject& index) const {
    for (const StoreObject& object : manifest_.objects) {
      if (object.kind == "constraint" && object.table == index.table &&
          object.name == dataset::name_within_schema(index)) {
        return &object;
      }
    }
    return nullptr;
  }

  const catalogue::Catalogue& catalogue_;
  const dataset::Manifest& manifest_;
  dataset::ObjectSet found_;
  bool has_records_;
  const dataset::FolderComparison& comparison_;
  std::set<std::string> new_;
  std::set<std::string> gone_;
  std::set<std::string> changed_;
  std::map<std::string, std::vector<const StoreDifference*>> incomplete_;
  ApplyPlan plan_;
};

}  // namespace

ApplyPlan plan_to_apply(const catalogue::Catalogue& catalogue, const dataset::Manifest& manifest,
                        const Objects& found, const dataset::FolderComparison& comparison) {
  return Planner{catalogue, manifest, found, comparison}.plan();
}

}  // namespace eventstore::seed
