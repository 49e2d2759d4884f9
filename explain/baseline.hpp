// Plans that are kept in the repository, to hold later ones against: a text file for each
// operation, small enough to be read in a pull request.
//
//     # plan-review's baseline of read_stream_batch: see --baseline.
//     # store reference, PostgreSQL 15, 1,000,000 events, data fd79c236412c217c139c7e86d8075832
//
//     [hot_middle, custom] pass, 1,000 rows, 277 buffers
//     Limit
//       Index Scan of domain_events by (tenant_key, transaction_id, global_position)
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/dataset/seeded_store.hpp"
#include "core/result/document.hpp"
#include "explain/plan_change.hpp"

namespace eventstore::explain {

/// What the plans of a baseline were made of.
struct BaselineOrigin {
  std::string store;
  int server_version = 0;  ///< Major.
  std::int64_t events = 0;
  std::string fingerprint;  ///< Of the data.
  bool operator==(const BaselineOrigin&) const = default;

  /// "PostgreSQL 15, 1,000,000 events, data fd79c236..."
  [[nodiscard]] std::string text() const;
};

/// Asks the server for its version.  Throws Failure.
[[nodiscard]] BaselineOrigin origin_of(const dataset::SeededStore& store);

/// One file.
struct OperationBaseline {
  std::string operation;  ///< With its strategy.
  BaselineOrigin origin;
  std::vector<PlanRecord> plans;
};

[[nodiscard]] std::string baseline_text(const OperationBaseline& baseline);

/// Throws UsageError FILE:LINE for what is no baseline.
[[nodiscard]] OperationBaseline parse_baseline(const std::string& text, const std::string& file);

/// Whether the directory has files of a baseline.
[[nodiscard]] bool has_baseline(const std::filesystem::path& directory);

/// Throws UsageError, which says how to write one, where there is none.
void require_baseline(const std::filesystem::path& directory);

struct BaselineComparison {
  std::int64_t compared = 0;       ///< Plans that the baseline has,
  std::int64_t changed = 0;        ///< and those of them that are not as there.
  std::vector<std::string> notes;  ///< Sentences about what could not be compared.
  /// Those of which work was compared, and those of which only the shape could be.
  std::set<const result::PlanResult*> by_work = {};
  std::set<const result::PlanResult*> by_shape = {};
};

/// Fills PlanResult::change of every plan that is not as in the files of `directory`.  Throws
/// UsageError: no baseline is there, it is of another store, or a file is damaged.
[[nodiscard]] BaselineComparison compare_with_baseline(std::vector<result::PlanResult>& plans,
                                                       const BaselineOrigin& origin,
                                                       const std::filesystem::path& directory);

/// Writes the plans to the files of `directory`, which is made when it is missing.  A plan that has
/// not changed keeps its section as it stands; what was not reviewed is left alone, unless
/// `is_whole`: then sections and files of cases that are gone are removed.  Returns what it did.
/// Throws UsageError when files of another origin would be mixed with plans of this one.
[[nodiscard]] std::string update_baseline(const std::vector<result::PlanResult>& plans,
                                          const BaselineOrigin& origin,
                                          const std::filesystem::path& directory, bool is_whole);

}  // namespace eventstore::explain
