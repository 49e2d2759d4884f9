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

/// One line: what there is now, how fast it came, its fingerprint.
[[nodiscard]] std::string last_line(const Totals& totals, const result::SeedResult& result,
                                    const std::string& database);

/// The complete manifest.
[[nodiscard]] dataset::Manifest complete_manifest(std::span<const Plan> plans, const Totals& totals,
                                                  const std::string& store);

}  // namespace eventstore::seed
