#include "explain/stability.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/dataset/store_copy.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/session.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/progress.hpp"
#include "core/tool/text_lines.hpp"
#include "core/tool/text_table.hpp"
#include "explain/plan_change.hpp"
#include "explain/review.hpp"

namespace eventstore::explain {

using result::PlanFlip;
using result::PlanResult;
using result::StabilityResult;
using result::Verdict;

namespace {

bool is_plan(const PlanResult& plan) {
  return plan.verdict != Verdict::not_applicable;
}

/// The same plan that was the same other one before is told once, with all repetitions.
void add(std::vector<PlanFlip>& flips, PlanFlip flip) {
  const auto known = std::find_if(flips.begin(), flips.end(), [&](const PlanFlip& each) {
    return each.plan == flip.plan && each.other == flip.other;
  });
  if (known == flips.end()) {
    flips.push_back(std::move(flip));
  } else {
    known->repetitions.push_back(flip.repetitions.front());
  }
}

void sort_by_frequency(std::vector<PlanFlip>& flips) {
  std::stable_sort(flips.begin(), flips.end(), [](const PlanFlip& a, const PlanFlip& b) {
    return a.repetitions.size() > b.repetitions.size();
  });
}

/// The session is over when the review begins: a database with a session on it cannot be copied.
void analyze(const pg::Database& database) {
  pg::Session session{database};
  session.run("ANALYZE");
}

}  // namespace

void compare_repetition(StabilityResult& stability, const std::vector<PlanResult>& first,
                        const std::vector<PlanResult>& again, int repetition) {
  stability.repetitions = repetition;
  stability.plans = std::count_if(first.begin(), first.end(), is_plan);
  for (std::size_t i = 0; i < first.size(); ++i) {
    const PlanResult& then = again.at(i);
    if (!is_plan(first[i]) && !is_plan(then)) continue;
    const auto change = change_between(record_of(first[i]), record_of(then), Comparable::work);
    const bool is_tie = !change && first[i].signature != then.signature;
    if (!change && !is_tie) continue;
    add(is_tie ? stability.ties : stability.differences,
        {.plan = result::full_title_of(first[i]),
         .what = change ? change->what : std::string{},
         .first = first[i].signature,
         .other = then.signature,
         .repetitions = {repetition}});
  }
  sort_by_frequency(stability.differences);
  sort_by_frequency(stability.ties);
}

StabilityResult repeat_review(const std::vector<PlanResult>& first,
                              const dataset::SeededStore& store, const std::vector<Selected>& cases,
                              const std::vector<PlanMode>& modes, int repetitions) {
  const auto start = measure::Clock::now();
  Progress progress{Verbosity::normal};
  progress.begin("stability", repetitions, "review");
  const auto clone = dataset::copy_of(store, "stability", "leave --stability out");
  const dataset::SeededStore copy{.database = clone->database(),
                                  .description = store.description,
                                  .catalogue = store.catalogue,
                                  .manifest = store.manifest};
  StabilityResult stability;
  for (int repetition = 1; repetition <= repetitions; ++repetition) {
    analyze(copy.database);
    compare_repetition(stability, first, review(copy, cases, modes), repetition);
    progress.update(repetition);
  }
  progress.end(repetitions);
  stability.seconds = measure::seconds_between(start, measure::Clock::now());
  return stability;
}

std::string stability_text(const StabilityResult& stability, const Terminal& terminal) {
  std::string text = fmt::format("stability: {}\n", result::stability_sentence(stability));
  for (const PlanFlip& flip : stability.differences) {
    text +=
        fmt::format("\n{} {} in {}: {}\n", toned("UNSTABLE", TextTable::Tone::bad, terminal),
                    flip.plan, result::repetitions_text(flip, stability.repetitions), flip.what);
    text += captioned("  first  ", flip.first);
    if (flip.other != flip.first) text += captioned("  then   ", flip.other);
  }
  for (const PlanFlip& flip : stability.ties) {
    text += fmt::format("tie: {} is another plan for as little work in {}\n", flip.plan,
                        result::repetitions_text(flip, stability.repetitions));
  }
  return text;
}

}  // namespace eventstore::explain
