#include "core/result/stability.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

using Json = nlohmann::ordered_json;

namespace {

Json list_of(const std::vector<PlanFlip>& flips) {
  Json list = Json::array();
  for (const PlanFlip& flip : flips) {
    list.push_back({{"plan", flip.plan},
                    {"what", flip.what},
                    {"first", flip.first},
                    {"other", flip.other},
                    {"repetitions", flip.repetitions}});
  }
  return list;
}

std::vector<PlanFlip> flips_in(const Json& json, const char* name) {
  std::vector<PlanFlip> flips;
  for (const Json& each : json.value(name, Json::array())) {
    flips.push_back({.plan = each.value("plan", ""),
                     .what = each.value("what", ""),
                     .first = each.value("first", ""),
                     .other = each.value("other", ""),
                     .repetitions = each.value("repetitions", std::vector<int>{})});
  }
  return flips;
}

}  // namespace

std::string stability_sentence(const StabilityResult& stability) {
  const auto differences = static_cast<std::int64_t>(stability.differences.size());
  return fmt::format("{} of {}, each after a fresh ANALYZE, in {}: {}",
                     counted(stability.repetitions, "review"), counted(stability.plans, "plan"),
                     elapsed_text(stability.seconds),
                     differences == 0 ? "no difference" : counted(differences, "difference"));
}

std::string repetitions_text(const PlanFlip& flip, int of) {
  constexpr std::size_t most = 10;
  const auto named = static_cast<std::ptrdiff_t>(std::min(most, flip.repetitions.size()));
  const std::vector<int> first{flip.repetitions.begin(), flip.repetitions.begin() + named};
  return fmt::format("{} of {} ({}{})", flip.repetitions.size(), counted(of, "review"),
                     fmt::join(first, ", "), flip.repetitions.size() > most ? ", ..." : "");
}

Json to_json_value(const StabilityResult& stability) {
  return {{"repetitions", stability.repetitions},
          {"plans", stability.plans},
          {"seconds", stability.seconds},
          {"differences", list_of(stability.differences)},
          {"ties", list_of(stability.ties)}};
}

StabilityResult stability_from_json(const Json& json) {
  return {.repetitions = json.value("repetitions", 0),
          .plans = json.value("plans", std::int64_t{0}),
          .seconds = json.value("seconds", 0.0),
          .differences = flips_in(json, "differences"),
          .ties = flips_in(json, "ties")};
}

}  // namespace eventstore::result
