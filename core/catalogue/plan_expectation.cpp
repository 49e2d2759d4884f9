#include "core/catalogue/plan_expectation.hpp"

#include "core/catalogue/store_profile.hpp"

namespace eventstore::catalogue {

std::string table_named_by(const PlanExpectation& expectation) {
  if (const auto* index = std::get_if<IndexCondition>(&expectation.property)) return index->table;
  if (const auto* tenant = std::get_if<TenantIsolation>(&expectation.property)) {
    return tenant->table;
  }
  const auto* never = std::get_if<Never>(&expectation.property);
  return never == nullptr ? std::string{} : never->table;
}

std::string table_of(const PlanExpectation& expectation, const StoreProfile& store) {
  const std::string named = table_named_by(expectation);
  return expectation.is_of_plan ? named : store.table_of(named);
}

}  // namespace eventstore::catalogue
