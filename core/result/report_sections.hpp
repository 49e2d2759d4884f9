// The sections of a Markdown report, each a function of what it shows.  Only markdown_report.cpp
// puts them together.
#pragma once

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/result/document.hpp"
#include "core/result/sized_report.hpp"

namespace eventstore::result {

/// text_of(), a failure in bold.
[[nodiscard]] std::string verdict_text(Verdict verdict);

/// What the numbers of this document depend on, as plain text by name: durability, payload,
/// indexes, table size, batch size are always there, and "not known" where the document does not
/// say.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> environment_rows(
    const ResultDocument& document, const std::vector<std::string>& batch_sizes);

/// The statements that make its indexes, a line for each; empty when it does not say.
[[nodiscard]] std::string index_definitions(const ResultDocument& document);

/// Server settings that are not the default.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> server_settings(
    const ResultDocument& document);

/// The table of these rows; definitions and settings are blocks of their own.
[[nodiscard]] Section environment_section(const ResultDocument& document,
                                          const std::vector<std::string>& batch_sizes);

[[nodiscard]] std::string seed_section(const ResultDocument& document);

[[nodiscard]] std::string benchmark_section(std::span<const BenchmarkResult> benchmarks);

/// "not steady when the measurement began: its rate varied by 12 %", of one that was not.
[[nodiscard]] std::string unsteady_text(const BenchmarkResult& benchmark);

/// What is said of a measurement with warm caches that fetched a twentieth of its pages or more;
/// else empty.
[[nodiscard]] std::string fetched_text(const BenchmarkResult& benchmark);

/// Where client and server were put (`--pin`); figures of several are not to be compared.
[[nodiscard]] std::set<std::string> placements_of(std::span<const BenchmarkResult> benchmarks);

/// Where the time of their calls goes; empty when none of them knows.
[[nodiscard]] std::string cost_section(std::span<const BenchmarkResult> benchmarks);

/// The table, worst first, with what is no news folded into one row per operation; what failed or
/// has changed, each with its plan; what was judged in part; everything that passed, collapsed.
[[nodiscard]] std::vector<Section> plan_sections(std::span<const PlanResult> plans);

/// Of these the table alone: news has a row of its own, of the rest each operation has one.
[[nodiscard]] Section plan_summary(std::span<const PlanResult> plans);

/// And what failed or has changed, an operation each.
[[nodiscard]] std::vector<Section> plan_news(std::span<const PlanResult> plans);

/// What to paste so that the next review accepts what regressed, collapsed; empty where nothing
/// has.
[[nodiscard]] Section section_to_accept(std::span<const PlanResult> plans);

/// What the loss of each index was noticed by, which lines no loss made fail, and what indexes that
/// were missing gain and cost.
[[nodiscard]] std::string mutation_section(const MutationResult& mutation);

/// How many plans `--grow` compared, and which of them do not follow their rows; empty without it.
[[nodiscard]] std::string growth_section(std::span<const PlanResult> plans);

/// Plans that were others after a fresh ANALYZE, with both signatures.
[[nodiscard]] std::string stability_section(const StabilityResult& stability);

/// A load run: its verdict, its tables, its books, what the server did, and what grew.
[[nodiscard]] std::vector<Section> load_sections(const LoadResult& load);

/// A breaking point: its verdict and what limited it, the rates that were tried, how it scales.
[[nodiscard]] std::vector<Section> breaking_point_sections(const BreakingPoint& point);

/// The setting of a case that says how many events one call writes or reads; empty without one.
[[nodiscard]] std::string batch_size_of(const std::map<std::string, std::string>& settings);

/// What verdicts and exit codes mean.
[[nodiscard]] std::string legend_section();

}  // namespace eventstore::result
