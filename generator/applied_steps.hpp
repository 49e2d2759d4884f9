// Makes the steps of --apply, and keeps account of what they make and drop.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/dataset/store_objects.hpp"
#include "core/pg/session.hpp"
#include "generator/apply_plan.hpp"
#include "generator/our_objects.hpp"

namespace eventstore::seed {

/// To be used within a transaction.
class AppliedSteps {
 public:
  /// `found`: all objects of the database.
  AppliedSteps(pg::Session& session, const dataset::Manifest& manifest,
               std::vector<dataset::StoreObject> found);

  /// Makes the step, or takes back what of it was made; returns why then, and nothing else.  Throws
  /// pg::StatementError when the connection breaks, Interrupted.
  [[nodiscard]] std::string make(const ApplyStep& step);

  /// What was there before the first step, and is gone after the last one.
  [[nodiscard]] std::vector<dataset::StoreObject> gone() const;

  /// The manifest after the steps.  `folder`: what the scripts say at present.
  [[nodiscard]] dataset::Manifest manifest(const std::vector<dataset::RanScript>& folder) const;

  /// Full names of the tables of which the server has to gather statistics: those that are new, and
  /// those with new columns, statistics objects or indexes on expressions.
  [[nodiscard]] const std::set<std::string>& tables_to_analyze() const { return to_analyze_; }

 private:
  void run(const ApplyStep& step);
  [[nodiscard]] bool run_statements(const ApplyStep& step, bool may_be_in_the_way);
  void require_ours(const dataset::StoreObject& object) const;
  void drop(const dataset::StoreObject& object);
  void drop_obsolete(const std::vector<dataset::StoreObject>& replaced);
  void require_only_listed_gone(const ApplyStep& step,
                                const std::vector<dataset::StoreObject>& now) const;
  void account_for(const ApplyStep& step, std::vector<dataset::StoreObject> now);
  void list_definitions(const std::string& path, std::vector<dataset::StoreObject> now);

  pg::Session& session_;
  dataset::Manifest manifest_;
  std::vector<dataset::StoreObject> before_;  ///< All, before the first step.
  std::vector<dataset::StoreObject> found_;
  OurObjects ours_;
  std::set<std::string> ran_;  ///< Paths of scripts.
  std::set<std::string> to_analyze_;
};

}  // namespace eventstore::seed
