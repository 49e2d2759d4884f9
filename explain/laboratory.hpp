// Where plans are observed after a change that is undone: an index less, an index more.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/dataset/seeded_store.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/result/document.hpp"
#include "explain/append_work.hpp"
#include "explain/capture.hpp"
#include "explain/reviewer.hpp"

namespace eventstore::explain {

struct Observed {
  std::vector<result::PlanResult> plans;  ///< In the same order every time.
  MeasuredAppend append;                  ///< The one with the most events.
};

enum class Appends { measured, left_out };

/// Reads have a copy of the database of their own: what appends leave behind, rolled back as it is,
/// lies at the end of the indexes, where head tokens are looked for.
class Laboratory {
 public:
  /// Makes the copies.  `store` and `cases` must outlive it.  Throws Failure.
  Laboratory(const dataset::SeededStore& store, const std::vector<Selected>& cases,
             const std::vector<PlanMode>& modes);

  /// Reviews everything after `change` was made on each copy, and undoes it.  A statement may take
  /// `most_ms`; 0: as long as it takes.
  [[nodiscard]] Observed observe(const std::function<void(pg::Wire&)>& change, int most_ms,
                                 Appends appends = Appends::measured);

  /// The append alone, with nothing changed.
  [[nodiscard]] MeasuredAppend append_as_it_is();

  [[nodiscard]] const pg::Database& database() const { return reading_clone_->database(); }
  [[nodiscard]] const catalogue::StoreProfile& profile() const { return store_.catalogue.store; }
  [[nodiscard]] const Measure& measure() const { return reviewer_.measure(); }

 private:
  [[nodiscard]] Reviewer::ExplainerOf explainers();
  [[nodiscard]] MeasuredAppend measured_append();

  std::unique_ptr<pg::DisposableClone> reading_clone_;
  std::unique_ptr<pg::DisposableClone> writing_clone_;
  const dataset::SeededStore& store_;
  Reviewer reviewer_;
  std::vector<Selected> append_cases_;  ///< The one whose work is told; none where there is none.
  std::optional<Reviewer> append_;
  Explainer reading_;
  Explainer writing_;
};

}  // namespace eventstore::explain
