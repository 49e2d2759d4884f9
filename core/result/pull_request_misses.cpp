#include "core/result/pull_request_misses.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/result/index_changes.hpp"
#include "core/result/load_misses.hpp"
#include "core/result/markdown.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_lines.hpp"

namespace eventstore::result {

namespace {

const PlanResult* plan_like(const PlanResult& plan, std::span<const ResultDocument> documents) {
  for (const ResultDocument& document : documents) {
    for (const PlanResult& each : document.plans) {
      if (each.operation == plan.operation && each.step == plan.step &&
          each.case_name == plan.case_name && each.mode == plan.mode) {
        return &each;
      }
    }
  }
  return nullptr;
}

const BenchmarkResult* benchmark_like(const BenchmarkResult& benchmark,
                                      std::span<const ResultDocument> documents) {
  for (const ResultDocument& document : documents) {
    for (const BenchmarkResult& each : document.benchmarks) {
      if (each.operation == benchmark.operation && each.case_title() == benchmark.case_title()) {
        return &each;
      }
    }
  }
  return nullptr;
}

std::string plan_in_short(const PlanResult* plan) {
  if (plan == nullptr || plan->verdict == Verdict::not_applicable) return {};
  std::string text = plan->index.empty() ? escaped(plan->scan) : code(plan->index);
  if (plan->analyzed) {
    text += fmt::format("{}{} buffers", text.empty() ? "" : ", ", grouped(plan->buffers));
  }
  return text;
}

std::string place_of(const Finding& finding) {
  if (finding.file.empty()) return {};
  return " at " +
         code(finding.line > 0 ? fmt::format("{}:{}", finding.file, finding.line) : finding.file);
}

/// It failed, and has become no worse.
bool was_failing(const PlanResult& plan, const PlanResult* before) {
  const bool is_worse = plan.change && plan.change->kind == PlanChange::Kind::regressed;
  return before != nullptr && before->verdict == Verdict::fail && !is_worse;
}

/// Those of one operation, step and `was_failing`, in the order in which they come.
std::vector<std::vector<const PlanResult*>> groups_of(std::span<const ResultDocument> before,
                                                      std::span<const ResultDocument> after,
                                                      Standing standing) {
  std::vector<std::pair<std::pair<std::string, bool>, std::vector<const PlanResult*>>> groups;
  for (const ResultDocument& document : after) {
    for (const PlanResult& plan : document.plans) {
      if (standing_of(plan) != standing) continue;
      const std::pair key{operation_and_step(plan), was_failing(plan, plan_like(plan, before))};
      auto found = std::find_if(groups.begin(), groups.end(),
                                [&](const auto& group) { return group.first == key; });
      if (found == groups.end()) found = groups.insert(groups.end(), {key, {}});
      found->second.push_back(&plan);
    }
  }
  std::vector<std::vector<const PlanResult*>> plans;
  plans.reserve(groups.size());
  for (auto& [key, group] : groups) plans.push_back(std::move(group));
  return plans;
}

/// What the findings of a plan say that is to be tried, each once, the first few.
std::vector<std::string> hints_of(const PlanResult& plan) {
  constexpr std::size_t most = 2;
  std::vector<std::string> hints;
  for (const Finding& finding : plan.findings) {
    if (finding.met || finding.hint.empty()) continue;
    const std::string place = place_of(finding);
    std::string hint =
        escaped(finding.hint) + (place.empty() ? "" : fmt::format(" ({})", place.substr(1)));
    const bool is_told = std::any_of(
        plan.findings.begin(), plan.findings.end(),
        [&](const auto& f) { return &f < &finding && !f.met && f.hint == finding.hint; });
    if (!is_told && hints.size() < most) hints.push_back(std::move(hint));
  }
  return hints;
}

/// Of an index that the plan of before read by, and that there is no longer.
std::string advice_on_gone_index(const PlanResult* before,
                                 const std::optional<IndexDefinitions>& indexes) {
  if (before == nullptr || !indexes) return {};
  for (std::string_view names = before->index; !names.empty();) {
    const std::size_t end = std::min(names.find(", "), names.size());
    const std::string name{names.substr(0, end)};
    if (!name.empty() && !indexes->contains(name)) {
      return fmt::format(
          "it read by {}, which is gone: put it back, or make another index that does its work",
          code(name));
    }
    names.remove_prefix(std::min(end + 2, names.size()));
  }
  return {};
}

Miss miss_of(const std::vector<const PlanResult*>& group, MissKind kind,
             std::span<const ResultDocument> before, std::span<const ResultDocument> after) {
  const PlanResult& worst =
      **std::max_element(group.begin(), group.end(),
                         [](const auto* a, const auto* b) { return a->buffers < b->buffers; });
  Miss miss;
  miss.kind = kind;
  miss.count = static_cast<std::int64_t>(group.size());
  miss.operation = operation_and_step(worst);
  miss.plan_now = &worst;
  miss.plan_before = plan_like(worst, before);
  miss.was_before = was_failing(worst, miss.plan_before);
  miss.what =
      fmt::format("{}: {}, worst {} ({})", code(miss.operation), counted(miss.count, "plan"),
                  code(worst.case_name), escaped(mode_text(worst)));
  miss.before = plan_in_short(miss.plan_before);
  miss.now = plan_in_short(&worst);
  if (std::string advice = advice_on_gone_index(miss.plan_before, indexes_of(after));
      !advice.empty()) {
    miss.to_do.push_back(std::move(advice));
  }
  if (kind == MissKind::regression) {
    if (const auto& change = worst.change) miss.asked = "as before: " + escaped(change->what);
    miss.to_do.emplace_back("its plan costs more than before: the two plans show where");
    return miss;
  }
  for (const Finding& finding : worst.findings) {
    if (finding.met) continue;
    miss.asked = code(finding.expectation) + place_of(finding);
    break;
  }
  if (miss.to_do.empty()) miss.to_do = hints_of(worst);
  return miss;
}

/// The percentile of which a target was missed, or which it names first: "p95".
std::string percentile_of(const BenchmarkResult& benchmark) {
  const std::string& text = benchmark.reason.empty() ? benchmark.target : benchmark.reason;
  return text.substr(0, text.find(' '));
}

std::optional<std::uint64_t> time_of(const BenchmarkResult& benchmark, const std::string& name) {
  if (benchmark.samples == 0) return std::nullopt;
  if (name == "p50") return benchmark.p50_ns;
  if (name == "p99") return benchmark.p99_ns;
  if (name == "p99.9") return benchmark.p999_ns;
  if (name == "max") return benchmark.max_ns;
  return name == "p95" ? std::optional{benchmark.p95_ns} : std::nullopt;
}

std::string duration_or_nothing(std::optional<std::uint64_t> ns) {
  return ns ? duration_text(static_cast<double>(*ns)) : "";
}

/// What the server itself took of a mean call.
std::optional<double> server_time_of(const BenchmarkResult* benchmark) {
  if (benchmark == nullptr || !benchmark->costs) return std::nullopt;
  return benchmark->costs->execution_ns ? benchmark->costs->execution_ns
                                        : benchmark->costs->plan_ns;
}

std::string where_time_goes(const BenchmarkResult& now, const BenchmarkResult* before) {
  const auto server = server_time_of(&now);
  if (!server) return {};
  std::string text = fmt::format("of {} a call, the server executes the statement for {}",
                                 duration_text(now.mean_ns), duration_text(*server));
  if (const auto was = server_time_of(before)) {
    text += fmt::format(" (before: {} of {})", duration_text(*was), duration_text(before->mean_ns));
  }
  return text;
}

/// The plan of a measured case, as the server chooses it for a client that calls it often; null
/// where there is none, or one for each of several steps.
const PlanResult* plan_of(const BenchmarkResult& benchmark,
                          std::span<const ResultDocument> documents) {
  const PlanResult* found = nullptr;
  for (const ResultDocument& document : documents) {
    for (const PlanResult& each : document.plans) {
      if (each.operation != benchmark.operation || each.case_name != benchmark.case_name ||
          each.mode != "sixth") {
        continue;
      }
      if (found != nullptr) return nullptr;
      found = &each;
    }
  }
  return found;
}

/// Two short measurements on a machine that others use differ by so much for no reason.
bool is_hardly_longer(const BenchmarkResult& now, const BenchmarkResult* before,
                      const std::string& name) {
  constexpr double factor = 1.5;
  if (before == nullptr) return false;
  const auto was = time_of(*before, name);
  const auto is = time_of(now, name);
  return was && is && static_cast<double>(*is) < factor * static_cast<double>(*was);
}

Miss miss_of(const BenchmarkResult& benchmark, std::span<const ResultDocument> before,
             std::span<const ResultDocument> after) {
  const BenchmarkResult* was = benchmark_like(benchmark, before);
  const std::string name = percentile_of(benchmark);
  Miss miss;
  miss.kind = MissKind::target;
  miss.operation = benchmark.operation;
  miss.was_before = was != nullptr && was->verdict == Verdict::fail;
  miss.what = code(benchmark.operation + "/" + benchmark.case_title());
  if (benchmark.samples == 0) {
    miss.now = escaped(benchmark.reason);
    miss.asked = "a call that ends as its case says";
    miss.before = was == nullptr ? "" : was->samples > 0 ? "ended so" : escaped(was->reason);
    return miss;
  }
  miss.what += ", " + escaped(name);
  miss.now = duration_or_nothing(time_of(benchmark, name));
  if (was != nullptr) miss.before = duration_or_nothing(time_of(*was, name));
  miss.asked = code(benchmark.target);
  if (std::string where = where_time_goes(benchmark, was); !where.empty()) {
    miss.to_do.push_back(std::move(where));
  }
  miss.plan_now = plan_of(benchmark, after);
  miss.plan_before = plan_of(benchmark, before);
  if (miss.plan_now != nullptr && miss.plan_before != nullptr) {
    const bool is_same = miss.plan_now->signature == miss.plan_before->signature;
    miss.is_near = is_same && is_hardly_longer(benchmark, was, name);
    if (miss.is_near) {
      miss.to_do.insert(miss.to_do.begin(),
                        "hardly slower than before, with the same plan: it may be the machine; run "
                        "the review again before you look for a cause");
    }
    miss.to_do.push_back(
        fmt::format("its plan is {}: {} buffers, before {}", is_same ? "the same" : "another one",
                    grouped(miss.plan_now->buffers), grouped(miss.plan_before->buffers)));
  }
  return miss;
}

}  // namespace

std::vector<Miss> misses_of(std::span<const ResultDocument> before,
                            std::span<const ResultDocument> after) {
  std::vector<Miss> misses;
  for (const auto& [standing, kind] : {std::pair{Standing::failed, MissKind::plan},
                                       std::pair{Standing::regressed, MissKind::regression}}) {
    for (const auto& group : groups_of(before, after, standing)) {
      misses.push_back(miss_of(group, kind, before, after));
    }
  }
  for (const ResultDocument& document : after) {
    for (const BenchmarkResult& each : document.benchmarks) {
      if (each.verdict == Verdict::fail) misses.push_back(miss_of(each, before, after));
    }
    if (document.load) add_load_misses(*document.load, before, misses);
  }
  std::stable_sort(misses.begin(), misses.end(),
                   [](const Miss& a, const Miss& b) { return a.kind < b.kind; });
  return misses;
}

std::string misses_sentence(std::span<const Miss> misses) {
  const auto count = [&](MissKind kind) {
    return std::count_if(misses.begin(), misses.end(),
                         [kind](const Miss& each) { return each.kind == kind; });
  };
  std::vector<std::string> parts;
  for (const Miss& each : misses) {
    if (each.kind == MissKind::violation)
      parts.push_back(fmt::format("{} ({})", each.what, each.now));
  }
  if (const auto checks = count(MissKind::check); checks > 0) {
    parts.push_back(counted(checks, "count") + (checks == 1 ? " is wrong" : " are wrong"));
  }
  if (const auto steps = count(MissKind::unsuccessful); steps > 0) {
    parts.push_back(counted(steps, "load step") + " without a success");
  }
  for (const auto& [kind, one, many] :
       {std::tuple{MissKind::plan, "fails", "fail"},
        std::tuple{MissKind::regression, "has regressed", "have regressed"}}) {
    std::int64_t others = 0;
    std::int64_t told = 0;
    for (const Miss& each : misses) {
      if (each.kind != kind) continue;
      if (++told > 3) {
        others += each.count;
        continue;
      }
      parts.push_back(fmt::format("{} of {} {}", counted(each.count, "plan"), code(each.operation),
                                  each.count == 1 ? one : many));
    }
    if (others > 0) parts.push_back(fmt::format("{} of others {}", counted(others, "plan"), many));
  }
  for (const auto& [kind, noun] : {std::pair{MissKind::target, "latency target"},
                                   std::pair{MissKind::threshold, "load threshold"}}) {
    const auto missed = count(kind);
    if (missed == 0) continue;
    const auto near = std::count_if(misses.begin(), misses.end(), [k = kind](const Miss& each) {
      return each.kind == k && each.is_near;
    });
    std::string hardly;
    if (near > 0) {
      hardly = near == missed
                   ? ", hardly slower than before"
                   : fmt::format(", {} of them hardly slower than before", grouped(near));
    }
    parts.push_back(
        fmt::format("{} {} missed{}", counted(missed, noun), missed == 1 ? "is" : "are", hardly));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace eventstore::result
