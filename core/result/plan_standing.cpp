#include "core/result/plan_standing.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/result/accepted_lines.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/utf8.hpp"

namespace eventstore::result {

namespace {

constexpr std::array without_news_standings{Standing::passed, Standing::unchecked,
                                            Standing::no_target, Standing::not_applicable};

/// "`a` (3), `b` (1) and 2 more operations": where the plans of this standing are.
std::string where(std::span<const PlanResult> plans, Standing standing,
                  const std::function<std::string(std::string_view)>& shown) {
  constexpr std::size_t most = 3;
  std::vector<std::pair<std::string_view, std::int64_t>> operations;
  for (const PlanResult& plan : plans) {
    if (standing_of(plan) != standing) continue;
    const auto found = std::find_if(operations.begin(), operations.end(),
                                    [&](const auto& each) { return each.first == plan.operation; });
    if (found == operations.end()) {
      operations.emplace_back(plan.operation, 1);
    } else {
      ++found->second;
    }
  }
  std::stable_sort(operations.begin(), operations.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min(most, operations.size()); ++i) {
    const auto& [name, count] = operations[i];
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", shown(brief(name, 80)), grouped(count));
  }
  if (operations.size() > most) {
    text += fmt::format(
        " and {}", counted(static_cast<std::int64_t>(operations.size() - most), "more operation"));
  }
  return text;
}

}  // namespace

Standing standing_of(const PlanResult& plan) {
  if (plan.verdict == Verdict::fail) return Standing::failed;
  if (plan.change) {
    switch (plan.change->kind) {
      case PlanChange::Kind::regressed:
        return Standing::regressed;
      case PlanChange::Kind::not_comparable:
        return Standing::not_comparable;
      case PlanChange::Kind::changed:
        return Standing::changed;
      case PlanChange::Kind::improved:
        return Standing::improved;
      case PlanChange::Kind::accepted:
        return Standing::accepted;
    }
  }
  switch (plan.verdict) {
    case Verdict::pass:
      return Standing::passed;
    case Verdict::fail:
      return Standing::failed;
    case Verdict::no_target:
      return Standing::no_target;
    case Verdict::not_applicable:
      return Standing::not_applicable;
    case Verdict::no_check:
      return Standing::unchecked;
    case Verdict::not_comparable:
      return Standing::not_comparable;
    case Verdict::no_verdict:
      return Standing::no_verdict;
  }
  return Standing::unchecked;
}

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::failed:
      return text_of(Verdict::fail);
    case Standing::regressed:
      return "regressed";
    case Standing::no_verdict:
      return text_of(Verdict::no_verdict);
    case Standing::not_comparable:
      return text_of(Verdict::not_comparable);
    case Standing::changed:
      return "changed";
    case Standing::improved:
      return "improved";
    case Standing::accepted:
      return "accepted";
    case Standing::unchecked:
      return text_of(Verdict::no_check);
    case Standing::passed:
      return text_of(Verdict::pass);
    case Standing::no_target:
      return text_of(Verdict::no_target);
    case Standing::not_applicable:
      return text_of(Verdict::not_applicable);
  }
  return {};
}

bool is_news(Standing standing) {
  return standing < Standing::unchecked;
}

std::int64_t count_of(std::span<const PlanResult> plans, Standing standing) {
  return std::count_if(plans.begin(), plans.end(), [standing](const PlanResult& plan) {
    return standing_of(plan) == standing;
  });
}

std::string operation_and_step(const PlanResult& plan) {
  return plan.step.empty() ? plan.operation : fmt::format("{} [{}]", plan.operation, plan.step);
}

std::string title_of(const PlanResult& plan) {
  std::string title = plan.operation + "/" + plan.case_name;
  if (!plan.step.empty()) title += " [" + plan.step + "]";
  return title;
}

std::string mode_text(const PlanResult& plan) {
  return plan.chosen.empty() ? plan.mode : fmt::format("{} ({})", plan.mode, plan.chosen);
}

std::string full_title_of(const PlanResult& plan) {
  return plan.mode.empty() ? title_of(plan)
                           : fmt::format("{}, {} plan", title_of(plan), mode_text(plan));
}

std::vector<const PlanResult*> worst_first(std::span<const PlanResult> plans) {
  std::vector<const PlanResult*> sorted;
  sorted.reserve(plans.size());
  for (const PlanResult& plan : plans) sorted.push_back(&plan);
  std::stable_sort(sorted.begin(), sorted.end(), [](const PlanResult* a, const PlanResult* b) {
    return standing_of(*a) < standing_of(*b);
  });
  return sorted;
}

std::vector<RestOfOperation> without_news(std::span<const PlanResult> plans) {
  using Counts = std::array<std::int64_t, without_news_standings.size()>;
  std::vector<std::pair<std::string, Counts>> operations;
  for (const PlanResult& plan : plans) {
    const auto standing =
        std::find(without_news_standings.begin(), without_news_standings.end(), standing_of(plan));
    if (standing == without_news_standings.end()) continue;
    const std::string name = operation_and_step(plan);
    auto found = std::find_if(operations.begin(), operations.end(),
                              [&](const auto& each) { return each.first == name; });
    if (found == operations.end()) {
      found = operations.insert(operations.end(), {name, Counts{}});
    }
    ++found->second[static_cast<std::size_t>(standing - without_news_standings.begin())];
  }
  std::vector<RestOfOperation> rest;
  rest.reserve(operations.size());
  for (const auto& [name, counts] : operations) {
    std::int64_t all = 0;
    for (const std::int64_t count : counts) all += count;
    std::string standings;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      if (!standings.empty()) standings += ", ";
      if (counts[i] != all) standings += grouped(counts[i]) + " ";
      standings += name_of(without_news_standings[i]);
    }
    rest.push_back({name, counted(all, "plan"), standings});
  }
  return rest;
}

std::string verdict_sentence(std::span<const PlanResult> plans,
                             const std::function<std::string(std::string_view)>& shown) {
  const std::int64_t failed = count_of(plans, Standing::failed);
  const std::int64_t regressed = count_of(plans, Standing::regressed);
  const auto judged = std::count_if(plans.begin(), plans.end(), [](const PlanResult& plan) {
    return plan.verdict == Verdict::pass || plan.verdict == Verdict::fail;
  });

  std::vector<std::string> news;
  if (failed > 0) {
    news.push_back(fmt::format("{} of {} {}: {}", grouped(failed), counted(judged, "judged plan"),
                               failed == 1 ? "fails" : "fail",
                               where(plans, Standing::failed, shown)));
  }
  if (regressed > 0) {
    news.push_back(fmt::format("{} {} regressed: {}", counted(regressed, "plan"),
                               regressed == 1 ? "has" : "have",
                               where(plans, Standing::regressed, shown)));
  }
  for (const Standing standing : {Standing::changed, Standing::improved}) {
    const std::int64_t count = count_of(plans, standing);
    if (count == 0) continue;
    news.push_back(
        fmt::format("{} {} {}", grouped(count), count == 1 ? "has" : "have", name_of(standing)));
  }
  if (std::string accepted = accepted_count(plans); !accepted.empty()) {
    news.push_back(std::move(accepted));
  }
  if (failed + regressed == 0) {
    news.insert(news.begin(),
                judged == 0   ? "No plan was judged"
                : judged == 1 ? "The plan that was judged is as its operation asks for"
                              : fmt::format("All {} judged plans are as their operations ask for",
                                            grouped(judged)));
  }
  for (const Standing standing :
       {Standing::no_verdict, Standing::not_comparable, Standing::unchecked}) {
    if (const std::int64_t count = count_of(plans, standing); count > 0) {
      news.push_back(fmt::format("{} {}: {}", grouped(count), name_of(standing),
                                 where(plans, standing, shown)));
    }
  }
  return fmt::format("{}", fmt::join(news, "; "));
}

}  // namespace eventstore::result
