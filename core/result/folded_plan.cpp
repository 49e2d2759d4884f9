#include "core/result/folded_plan.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t fewest_equal = 5;

constexpr std::array names{"Relation Name", "Index Name", "Alias", "Schema"};

/// EXPLAIN gives the mean of all loops.
constexpr std::array per_loop{
    "Actual Startup Time",    "Actual Total Time",           "Actual Rows",
    "Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck"};

/// Equal parts have the same of these, or the largest stands for all.
constexpr std::array not_summed{"Plan Width",   "Actual Loops",     "Workers Planned",
                                "Hash Buckets", "Workers Launched", "Hash Batches"};

/// Of one process or worker, so that no sum is meant.
constexpr std::array of_processes{"Workers", "JIT"};

template <typename List>
bool is_among(const List& list, std::string_view key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

Json* plans_of(Json& node) {
  const auto found = node.find("Plans");
  return found != node.end() && found->is_array() ? &*found : nullptr;
}

std::string text_of(const Json& node, const char* key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

double number_of(const Json& node, const char* key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_number() ? found->get<double>() : 0.0;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

void collect_names(const Json& node, std::set<std::string>& all) {
  for (const char* key : names) {
    if (std::string name = text_of(node, key); !name.empty()) all.insert(std::move(name));
  }
  const auto plans = node.find("Plans");
  if (plans == node.end()) return;
  for (const Json& child : *plans) collect_names(child, all);
}

/// Writes `text` with a question mark in the place of each of the names.
void append_nameless(std::string_view text, const std::set<std::string>& all, std::string& out) {
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_word);
    const std::string word{text.begin(), end};
    out += all.contains(word) ? "?" : word;
    text.remove_prefix(word.size());
    if (text.empty()) return;
    out += text.front();
    text.remove_prefix(1);
  }
}

/// Writes what equal parts have in common.
void append_shape(const Json& json, const std::set<std::string>& all, std::string& out) {
  if (json.is_object()) {
    out += '{';
    for (const auto& [key, value] : json.items()) {
      if (is_among(names, key) || is_among(of_processes, key)) continue;
      if (value.is_number()) {
        if (key == "Actual Loops") out += value.get<double>() > 0.0 ? "executed" : "never";
        continue;
      }
      out += key + ':';
      append_shape(value, all, out);
    }
    out += '}';
  } else if (json.is_array()) {
    out += '[';
    for (const Json& each : json) append_shape(each, all, out);
    out += ']';
  } else if (json.is_string()) {
    append_nameless(json.get_ref<const std::string&>(), all, out);
    out += '\n';
  } else {
    out += json.dump();
  }
}

std::string shape_of(const Json& part) {
  std::set<std::string> all;
  collect_names(part, all);
  std::string shape;
  append_shape(part, all, shape);
  return shape;
}

/// Adds the figures of `part` and of its nodes to those of `sum`, which has the same shape.
void add_figures(Json& sum, const Json& part) {
  const double loops = number_of(sum, "Actual Loops");
  const double more = number_of(part, "Actual Loops");
  const double most = std::max(loops, more);
  for (auto& [key, value] : sum.items()) {
    const auto found = part.find(key);
    if (!value.is_number() || found == part.end() || !found->is_number()) continue;
    const double a = value.get<double>();
    const double b = found->get<double>();
    if (is_among(not_summed, key)) {
      if (b > a) value = *found;
    } else if (is_among(per_loop, key)) {
      if (most > 0.0) value = (a * loops + b * more) / most;
    } else if (value.is_number_integer() && found->is_number_integer()) {
      value = count_from(a) + count_from(b);
    } else {
      value = a + b;
    }
  }
  Json* const plans = plans_of(sum);
  const auto of_part = part.find("Plans");
  if (plans == nullptr || of_part == part.end()) return;
  for (std::size_t i = 0; i < std::min(plans->size(), of_part->size()); ++i) {
    if ((*plans)[i].is_object()) add_figures((*plans)[i], (*of_part)[i]);
  }
}

void name_as_first_of(Json& node, std::size_t count) {
  if (const std::string name = text_of(node, "Relation Name"); !name.empty()) {
    node["Relation Name"] =
        fmt::format("{} and {} more", name, grouped(static_cast<std::int64_t>(count - 1)));
  }
  for (const char* key : of_processes) node.erase(key);
  Json* const plans = plans_of(node);
  if (plans == nullptr) return;
  for (Json& child : *plans) {
    if (child.is_object()) name_as_first_of(child, count);
  }
}

/// Folds the parts of `append`, each of which has been folded itself.
void fold_parts(Json& plans) {
  std::map<std::string, std::vector<std::size_t>> equal;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (plans[i].is_object()) equal[shape_of(plans[i])].push_back(i);
  }
  std::vector<bool> is_folded(plans.size(), false);
  for (const auto& [shape, places] : equal) {
    if (places.size() < fewest_equal) continue;
    Json& first = plans[places.front()];
    for (std::size_t i = 1; i < places.size(); ++i) {
      add_figures(first, plans[places[i]]);
      is_folded[places[i]] = true;
    }
    name_as_first_of(first, places.size());
    first["Equal Parts"] = places.size();
  }
  Json left = Json::array();
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (!is_folded[i]) left.push_back(std::move(plans[i]));
  }
  plans = std::move(left);
}

std::size_t count_of(const Json& node) {
  std::size_t count = 1;
  const auto plans = node.find("Plans");
  if (plans == node.end()) return count;
  for (const Json& child : *plans) count += child.is_object() ? count_of(child) : 0;
  return count;
}

void fold(Json& node) {
  Json* const plans = plans_of(node);
  if (plans == nullptr) return;
  for (Json& child : *plans) {
    if (child.is_object()) fold(child);
  }
  const std::string type = text_of(node, "Node Type");
  const bool has_parts = type == "Append" || type == "Merge Append" || type == "ModifyTable";
  if (has_parts && plans->size() >= fewest_equal) fold_parts(*plans);
}

}  // namespace

FoldedPlan folded_plan(const Json& plan) {
  FoldedPlan folded{.plan = plan};
  Json* const outer =
      folded.plan.is_array() && !folded.plan.empty() ? &folded.plan.front() : &folded.plan;
  if (!outer->is_object() || !outer->contains("Plan") || !(*outer)["Plan"].is_object()) {
    return folded;
  }
  Json& root = (*outer)["Plan"];
  folded.all_nodes = count_of(root);
  fold(root);
  folded.drawn_nodes = count_of(root);
  return folded;
}

}  // namespace eventstore::result
