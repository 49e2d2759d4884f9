// What a report is about, and how it ended: the same in every format.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// One thing that was measured: a database with its data, on a machine, with a build.
struct Subject {
  ResultDocument document;  ///< The last one about it; it saw the data as they are now.
  std::vector<std::string> batch_sizes;  ///< "100", "1,000": of the cases of all of them.
};

/// Each once, in the order in which the documents come.
[[nodiscard]] std::vector<Subject> subjects_of(std::span<const ResultDocument> documents);

struct Counts {
  std::int64_t judged = 0;
  std::int64_t failed = 0;
};

struct Overall {
  Counts targets;
  Counts plans;
  Counts thresholds;             ///< Of load runs.
  Counts breaking_points;        ///< Those found; failed where not even the start rate held.
  std::int64_t violations = 0;   ///< Kinds of them, found by the oracles of load runs.
  std::int64_t regressions = 0;  ///< Plans that have regressed and did not fail.
  std::int64_t undecided = 0;    ///< Plans and cases with no verdict, or not comparable.
  bool other_failure = false;    ///< A tool that failed for another reason than these.

  /// "FAIL", "no verdict", "pass", "nothing judged".
  [[nodiscard]] std::string verdict() const;
};

/// "2 of 3 breaking points found".
[[nodiscard]] std::string found_text(const Counts& breaking_points);

[[nodiscard]] Overall overall(std::span<const ResultDocument> documents);

/// What the documents say of the state of their data that plans go by: sentences, each once.
[[nodiscard]] std::vector<std::string> conditions_of(std::span<const ResultDocument> documents);

/// The plans of all documents, in their order; likewise the benchmarks.
[[nodiscard]] std::vector<PlanResult> plans_of(std::span<const ResultDocument> documents);
[[nodiscard]] std::vector<BenchmarkResult> benchmarks_of(std::span<const ResultDocument> documents);

}  // namespace eventstore::result
