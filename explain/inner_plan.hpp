// Plans of statements that ran inside another one: in a function, in a trigger, for a foreign key.
// auto_explain sends them to the session that caused them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/pg/notice.hpp"
#include "core/pg/partitions.hpp"
#include "core/result/document.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

struct InnerPlan {
  std::string place;  ///< "function es_append", "foreign key".
  std::string query;
  nlohmann::ordered_json json;
  Plan plan;
  std::int64_t times = 1;
};

/// What a statement did beside its own plan.
struct Beside {
  std::vector<InnerPlan> inside;    ///< Plans of the statements that ran inside it.
  std::vector<std::string> unseen;  ///< What could not be looked into, as sentences.
};

/// Collects them from what the server says, each statement and shape of its plan once.
class InnerPlans {
 public:
  /// Takes a notice; what is no plan of an inner statement is ignored.
  void take(const pg::Notice& notice) noexcept;

  [[nodiscard]] std::vector<InnerPlan> take_all() { return std::move(plans_); }

 private:
  void add(const pg::Notice& notice);

  std::vector<InnerPlan> plans_;
};

/// In whose name the statement ran, as the notice's context says: the innermost function.
[[nodiscard]] std::string place_in(const pg::Notice& notice, const std::string& query);

/// Adds what they are to the result's texts, signature, scans and indexes.  Partitions are named by
/// the whole.
void tell_inside(result::PlanResult& result, std::vector<InnerPlan>& inside,
                 const pg::PartitionParents& parents);

}  // namespace eventstore::explain
