// The result document of a run of seed-events.
#pragma once

#include "core/dataset/manifest.hpp"
#include "core/result/document.hpp"
#include "generator/options.hpp"
#include "generator/seed_target.hpp"

namespace eventstore::seed {

/// Completes `document` with environment and data set and writes it where --out says; does nothing
/// without --out.
void write_result(const Options& options, const SeedTarget& target,
                  const dataset::Manifest& manifest, result::ResultDocument document);

}  // namespace eventstore::seed
