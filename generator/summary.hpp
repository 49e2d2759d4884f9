// What was planned and what was written, for people and for result documents.
#pragma once

#include <span>
#include <string>

#include "core/dataset/manifest.hpp"
#include "core/result/document.hpp"
#include "generator/plan.hpp"
#include "generator/totals.hpp"

namespace eventstore::seed {

/// Tenants with their shares (the first twelve, and a line for the rest), aggregates, snapshots.
[[nodiscard]] std::string describe(std::span<const Plan> plans);

/// Payload classes and bytes.
[[nodiscard]] std::string describe(const Totals& totals);

/// Seconds and rates.
[[nodiscard]] std::string describe(const result::SeedResult& result);

/// What there is now, how fast it came, its fingerprint.  `events_before`: of them, those that an
/// earlier run had written.
[[nodiscard]] std::string last_line(const Totals& totals, std::int64_t events_before,
                                    const result::SeedResult& result, const std::string& database);

/// The same for --append.
[[nodiscard]] std::string appended_line(std::int64_t appended, const dataset::Manifest& manifest,
                                        const result::SeedResult& result,
                                        const std::string& database);

/// What the manifest of a complete data set counts.  Throws Failure when it is damaged.
[[nodiscard]] Totals totals_of(const dataset::Manifest& manifest);

/// The complete manifest.
[[nodiscard]] dataset::Manifest complete_manifest(std::span<const Plan> plans, const Totals& totals,
                                                  const std::string& store);

}  // namespace eventstore::seed
