#include "core/result/load_misses.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/result/markdown.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

const LoadResult* load_like(const LoadResult& load, std::span<const ResultDocument> documents) {
  for (const ResultDocument& document : documents) {
    if (document.load && document.load->scenario == load.scenario) return &*document.load;
  }
  return nullptr;
}

/// The one of the run before that says of itself what this one does; null where there is none.
template <typename Item, typename Name>
const Item* item_like(const Item& item, const LoadResult* before,
                      std::vector<Item> LoadResult::*items, Name Item::*name) {
  if (before == nullptr) return nullptr;
  for (const Item& each : before->*items) {
    if (each.*name == item.*name) return &each;
  }
  return nullptr;
}

/// "append of shop: none of 8 requests succeeded; the first ended as other_error: ..."
struct StepFailure {
  std::string step;   ///< "append of shop".
  std::string count;  ///< "none of 8 requests succeeded".
  std::string first;  ///< "ended as other_error: ...".
};

StepFailure failure_of(const std::string& unsuccessful) {
  constexpr std::string_view count_from = ": none of ";
  constexpr std::string_view first_from = "; the first ";
  const std::size_t count = unsuccessful.find(count_from);
  if (count == std::string::npos)
    return {.step = unsuccessful, .count = "none succeeded", .first = {}};
  const std::size_t first = unsuccessful.find(first_from, count);
  StepFailure failure{.step = unsuccessful.substr(0, count), .count = {}, .first = {}};
  failure.count = unsuccessful.substr(count + 2, std::min(first, unsuccessful.size()) - count - 2);
  if (first != std::string::npos) failure.first = unsuccessful.substr(first + first_from.size());
  return failure;
}

std::optional<StepFailure> failure_like(const StepFailure& failure, const LoadResult* before) {
  if (before == nullptr) return std::nullopt;
  for (const std::string& each : before->unsuccessful) {
    if (StepFailure other = failure_of(each); other.step == failure.step) return other;
  }
  return std::nullopt;
}

}  // namespace

void add_load_misses(const LoadResult& load, std::span<const ResultDocument> before,
                     std::vector<Miss>& misses) {
  const LoadResult* was = load_like(load, before);
  const auto add = [&](MissKind kind, const std::string& what, const std::string& now,
                       const std::string& old, bool was_missed) -> Miss& {
    Miss miss;
    miss.kind = kind;
    miss.operation = load.scenario;
    miss.what = "load " + code(load.scenario) + ", " + what;
    miss.now = now;
    miss.before = old;
    miss.was_before = was_missed;
    misses.push_back(std::move(miss));
    return misses.back();
  };
  for (const LoadViolation& each : load.violations) {
    const auto* other = item_like(each, was, &LoadResult::violations, &LoadViolation::kind);
    const std::string none = was == nullptr ? "" : "none";
    Miss& miss =
        add(MissKind::violation, escaped(each.kind), grouped(static_cast<std::int64_t>(each.count)),
            other == nullptr ? none : grouped(static_cast<std::int64_t>(other->count)),
            other != nullptr);
    miss.asked = "none";
    miss.to_do.push_back("do not merge; the first one: " + escaped(each.first));
  }
  for (const LoadCheck& each : load.checks) {
    if (each.met()) continue;
    const auto* other = item_like(each, was, &LoadResult::checks, &LoadCheck::check);
    add(MissKind::check, escaped(each.check), grouped(each.counted),
        other == nullptr ? "" : grouped(other->counted), other != nullptr && !other->met())
        .asked = grouped(each.expected);
  }
  for (const std::string& each : load.unsuccessful) {
    const StepFailure failure = failure_of(each);
    const std::optional<StepFailure> other = failure_like(failure, was);
    Miss& miss = add(MissKind::unsuccessful, "step " + code(failure.step), escaped(failure.count),
                     other ? escaped(other->count) : "", other.has_value());
    miss.asked = "a success";
    if (!failure.first.empty()) miss.to_do.push_back("the first request " + escaped(failure.first));
  }
  for (const LoadThreshold& each : load.thresholds) {
    if (each.met) continue;
    const auto* other = item_like(each, was, &LoadResult::thresholds, &LoadThreshold::text);
    add(MissKind::threshold, "threshold", escaped(each.found),
        other == nullptr ? "" : escaped(other->found), other != nullptr && !other->met)
        .asked = code(each.text);
  }
}

}  // namespace eventstore::result
