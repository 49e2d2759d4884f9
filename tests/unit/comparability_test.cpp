// When the state of the data, not the plan, makes the difference.

#include "explain/comparability.hpp"

#include <catch2/catch_test_macros.hpp>

namespace eventstore::explain {

using dataset::DataConditions;
using dataset::TableState;
using Kind = result::PlanChange::Kind;
using result::PlanResult;

namespace {

PlanResult changed(const std::string& signature, const std::string& before) {
  PlanResult plan;
  plan.verdict = result::Verdict::pass;
  plan.signature = signature;
  plan.change =
      result::PlanChange{.kind = Kind::regressed, .what = "buffers 40 -> 1,832", .before = before};
  return plan;
}

Kind kind_after(PlanResult plan, const DataConditions& conditions) {
  std::vector<PlanResult> plans{std::move(plan)};
  mark_not_comparable(plans, conditions);
  return plans.front().change->kind;
}

const std::string index_only = "Limit\n  Index Only Scan backward of domain_events by (tenant_key)";
const std::string index_scan = "Index Scan of domain_events by (tenant_key)";

}  // namespace

TEST_CASE("an index-only scan of a table that hides pages is not comparable", "[unit][plan]") {
  const DataConditions hidden{.hidden = {"domain_events"}, .old = {}, .sentences = {"..."}};
  CHECK(kind_after(changed(index_only, index_only), hidden) == Kind::not_comparable);
  CHECK(kind_after(changed(index_scan, index_only), hidden) == Kind::not_comparable);
  CHECK(kind_after(changed(index_scan, index_scan), hidden) == Kind::regressed);
  CHECK(kind_after(changed("Index Only Scan of domain_events_2 by (a)", index_scan), hidden) ==
        Kind::regressed);
  CHECK(kind_after(changed(index_only, index_only), {}) == Kind::regressed);
}

TEST_CASE("any scan of a table with dead rows is not comparable", "[unit][plan]") {
  DataConditions conditions;
  conditions.dead = {"domain_events"};
  CHECK(kind_after(changed(index_scan, index_scan), conditions) == Kind::not_comparable);
  CHECK(kind_after(changed("Seq Scan of tenants", "Seq Scan of tenants"), conditions) ==
        Kind::regressed);
  const auto holds = [](std::int64_t dead, std::int64_t known) {
    return TableState{.table = "t", .known_rows = known, .dead_rows = dead}.holds_dead_rows();
  };
  CHECK(holds(1'001, 20'000));
  CHECK_FALSE(holds(1'000, 1'000));
  CHECK_FALSE(holds(5'000, 100'000));
}

TEST_CASE("any scan of a table with old statistics is not comparable", "[unit][plan]") {
  const DataConditions old{.hidden = {}, .old = {"domain_events"}, .sentences = {"..."}};
  CHECK(kind_after(changed(index_scan, index_scan), old) == Kind::not_comparable);
  CHECK(kind_after(changed("Seq Scan of domain_events", "Seq Scan of domain_events"), old) ==
        Kind::not_comparable);
  CHECK(kind_after(changed("Seq Scan of tenants", "Seq Scan of tenants"), old) == Kind::regressed);
}

TEST_CASE("a plan that fails by itself is failed, whatever it is compared with", "[unit][plan]") {
  PlanResult plan = changed(index_only, index_only);
  plan.verdict = result::Verdict::fail;
  std::vector<PlanResult> plans{plan};
  mark_not_comparable(plans, {.hidden = {"domain_events"}, .old = {}, .sentences = {}});
  CHECK(plans.front().verdict == result::Verdict::fail);
}

TEST_CASE("a few pages are hidden by every append, and a few rows are new", "[unit][plan]") {
  const auto state = [](std::int64_t pages, std::int64_t visible, std::int64_t known,
                        std::int64_t changed_rows) {
    return TableState{.table = "t",
                      .pages = pages,
                      .visible_pages = visible,
                      .known_rows = known,
                      .changed_rows = changed_rows};
  };
  CHECK(state(1'832, 0, 20'000, 0).hides_pages());
  CHECK_FALSE(state(1'832, 1'780, 20'000, 0).hides_pages());
  CHECK_FALSE(state(8, 0, 100, 0).hides_pages());
  CHECK_FALSE(state(1'832, 1'832, 20'000, 1'500).has_old_statistics(20'000));
  CHECK(state(1'832, 1'832, 20'000, 2'500).has_old_statistics(20'000));
  CHECK(state(1'832, 1'832, 10'000, 0).has_old_statistics(20'000));
  CHECK_FALSE(state(0, 0, 0, 0).has_old_statistics(20'000));
}

}  // namespace eventstore::explain
