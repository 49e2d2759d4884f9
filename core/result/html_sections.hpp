// The sections of an HTML report.  Only html_report.cpp puts them together.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result/document.hpp"
#include "core/result/report_subjects.hpp"

namespace eventstore::result {

/// What failed or has changed, worst first, then all others: a table with links, then each plan.
/// `draws`: PEV2 is in the page.
[[nodiscard]] std::string html_plans(std::span<const PlanResult> plans, bool draws);

/// What the loss of each index was noticed by, which lines no loss made fail, and what indexes that
/// were missing gain and cost.
[[nodiscard]] std::string html_mutation(const MutationResult& mutation);

/// What `--grow` said of each plan that grew with the table, and how many were compared; empty
/// where nothing was.
[[nodiscard]] std::string html_growth(std::span<const PlanResult> plans);

/// Plans that were others after a fresh ANALYZE.
[[nodiscard]] std::string html_stability(const StabilityResult& stability);

/// A load run: its verdict, its tables, its books, what the server did, and what grew; drawn.
[[nodiscard]] std::string html_load(const LoadResult& load);

/// A breaking point: its verdict and what limited it, the rates that were tried, how it scales;
/// drawn.
[[nodiscard]] std::string html_breaking_point(const BreakingPoint& point);

[[nodiscard]] std::string html_seeding(const ResultDocument& document);

/// With what must be known to read them, and where a call's time goes.
[[nodiscard]] std::string html_latencies(std::span<const BenchmarkResult> benchmarks);

/// What the figures depend on, with index definitions and settings.
[[nodiscard]] std::string html_environment(const Subject& subject);

[[nodiscard]] std::string html_runs(std::span<const ResultDocument> documents);

/// `text` as code.
[[nodiscard]] std::string html_code(std::string_view text);

/// A block that is opened by a click; `content` is HTML.
[[nodiscard]] std::string html_collapsed(std::string_view summary, std::string_view content);

}  // namespace eventstore::result
