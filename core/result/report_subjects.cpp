#include "core/result/report_subjects.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/result/plan_standing.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

template <typename T>
void count(const std::vector<T>& results, Counts& counts) {
  for (const T& each : results) {
    if (each.verdict == Verdict::pass || each.verdict == Verdict::fail) ++counts.judged;
    if (each.verdict == Verdict::fail) ++counts.failed;
  }
}

std::vector<std::string> batch_sizes(std::span<const ResultDocument> documents) {
  // By length, then by digits: the numerical order of grouped numbers.
  std::set<std::pair<std::size_t, std::string>> sizes;
  const auto add = [&sizes](const std::map<std::string, std::string>& settings) {
    if (std::string size = batch_size_of(settings); !size.empty()) {
      sizes.emplace(size.size(), std::move(size));
    }
  };
  for (const ResultDocument& document : documents) {
    for (const BenchmarkResult& each : document.benchmarks) add(each.settings);
    for (const PlanResult& each : document.plans) add(each.settings);
  }
  std::vector<std::string> texts;
  texts.reserve(sizes.size());
  for (const auto& [length, text] : sizes) texts.push_back(text);
  return texts;
}

/// Two documents were measured on the same thing when these are equal; the rest of the environment
/// (probes, table sizes) moves a little from run to run.
auto identity(const ResultDocument& document) {
  const auto dump = [](const nlohmann::json& json, const char* name) {
    return json.is_object() && json.contains(name) ? json[name].dump() : std::string{};
  };
  return std::tuple{document.database, document.commit, dump(document.dataset, "fingerprint"),
                    dump(document.environment, "folder"), dump(document.environment, "machine")};
}

/// Returns its violations.
std::int64_t add_load(const ResultDocument& document, Overall& all) {
  std::size_t violations = 0;
  if (document.load) {
    for (const LoadThreshold& threshold : document.load->thresholds) {
      ++all.thresholds.judged;
      if (!threshold.met) ++all.thresholds.failed;
    }
    violations += document.load->violations.size();
  }
  if (document.breaking_point) {
    const BreakingPoint& point = *document.breaking_point;
    // Those that ended without a verdict are failures of the tool, by its exit code.
    const bool never_held = point.end == "never held";
    if (never_held) ++all.breaking_points.failed;
    if (never_held || point.end == "found" || point.end == "no limit found") {
      ++all.breaking_points.judged;
    }
    violations += point.violations.size();
  }
  all.violations += static_cast<std::int64_t>(violations);
  return static_cast<std::int64_t>(violations);
}

}  // namespace

std::vector<Subject> subjects_of(std::span<const ResultDocument> documents) {
  std::vector<ResultDocument> left{documents.begin(), documents.end()};
  std::vector<Subject> subjects;
  while (!left.empty()) {
    const auto which = identity(left.front());
    const auto others = std::stable_partition(
        left.begin(), left.end(), [&](const auto& each) { return identity(each) == which; });
    // The last one saw the data as they are now: seed-events writes its document last of all.
    subjects.push_back({*std::prev(others), batch_sizes({left.begin(), others})});
    left.erase(left.begin(), others);
  }
  return subjects;
}

std::string Overall::verdict() const {
  const bool has_failed = targets.failed > 0 || plans.failed > 0 || thresholds.failed > 0 ||
                          breaking_points.failed > 0 || violations > 0 || regressions > 0 ||
                          other_failure;
  if (has_failed) return "FAIL";
  if (undecided > 0) return std::string{text_of(Verdict::no_verdict)};
  const auto judged = targets.judged + plans.judged + thresholds.judged + breaking_points.judged;
  return judged > 0 ? "pass" : "nothing judged";
}

std::string found_text(const Counts& breaking_points) {
  return fmt::format("{} of {} found", grouped(breaking_points.judged - breaking_points.failed),
                     counted(breaking_points.judged, "breaking point"));
}

Overall overall(std::span<const ResultDocument> documents) {
  Overall all;
  for (const ResultDocument& document : documents) {
    count(document.benchmarks, all.targets);
    count(document.plans, all.plans);
    all.undecided += count_of(document.plans, Standing::not_comparable) +
                     count_of(document.plans, Standing::no_verdict) +
                     std::count_if(document.benchmarks.begin(), document.benchmarks.end(),
                                   [](const BenchmarkResult& each) {
                                     return each.verdict == Verdict::not_comparable ||
                                            each.verdict == Verdict::no_verdict;
                                   });
    const std::int64_t regressions = count_of(document.plans, Standing::regressed);
    all.regressions += regressions;
    const std::int64_t violations = add_load(document, all);
    const ExitCode code = document.exit_code;
    const bool is_told = code == ExitCode::success || code == ExitCode::sla_missed ||
                         code == ExitCode::plan_expectation_failed ||
                         (code == ExitCode::regression && regressions > 0) ||
                         (code == ExitCode::oracle_failed && violations > 0) ||
                         (code == ExitCode::no_verdict && all.undecided > 0);
    all.other_failure = all.other_failure || !is_told;
  }
  return all;
}

std::vector<std::string> conditions_of(std::span<const ResultDocument> documents) {
  std::vector<std::string> conditions;
  for (const ResultDocument& document : documents) {
    const bool has_some = document.dataset.is_object() && document.dataset.contains("conditions") &&
                          document.dataset["conditions"].is_array();
    if (!has_some) continue;
    for (const nlohmann::json& each : document.dataset["conditions"]) {
      if (!each.is_string()) continue;
      std::string text = each;
      const bool is_new = std::find(conditions.begin(), conditions.end(), text) == conditions.end();
      if (is_new) conditions.push_back(std::move(text));
    }
  }
  return conditions;
}

std::vector<PlanResult> plans_of(std::span<const ResultDocument> documents) {
  std::vector<PlanResult> plans;
  for (const ResultDocument& document : documents) {
    plans.insert(plans.end(), document.plans.begin(), document.plans.end());
  }
  return plans;
}

std::vector<BenchmarkResult> benchmarks_of(std::span<const ResultDocument> documents) {
  std::vector<BenchmarkResult> benchmarks;
  for (const ResultDocument& document : documents) {
    benchmarks.insert(benchmarks.end(), document.benchmarks.begin(), document.benchmarks.end());
  }
  return benchmarks;
}

}  // namespace eventstore::result
