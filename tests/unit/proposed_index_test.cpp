// The index that a plan lacks.

#include "explain/proposed_index.hpp"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/plan_fixture.hpp"

namespace eventstore::explain {

using catalogue::IndexCondition;
using catalogue::Never;
using catalogue::PlanExpectation;
using catalogue::WorkLimit;
using tests::plan_fixture;
using Names = std::vector<std::string>;

namespace {

catalogue::StoreProfile store_with_tenant(const std::string& column) {
  catalogue::StoreProfile store;
  store.events.table = "domain_events";
  store.events.columns = {{"tenant_id", column}};
  return store;
}

PlanExpectation expectation(decltype(PlanExpectation::property) property) {
  return {.property = std::move(property), .text = "x"};
}

}  // namespace

TEST_CASE("columns are told by whether they are compared for equality", "[unit][plan]") {
  const ComparedColumns compared = compared_columns(
      "((sequence_number >= '1'::bigint) AND ((tenant_id)::text = 'x AND y = z'::text) AND "
      "(aggregate_id = $2) AND (ROW(transaction_id, global_position) > ROW($3, $4)) AND "
      "(payload IS NOT NULL))");

  CHECK(compared.equal == Names{"tenant_id", "aggregate_id"});
  CHECK(compared.other == Names{"sequence_number", "transaction_id", "global_position"});
}

TEST_CASE("one of two conditions is no equality for either", "[unit][plan]") {
  const ComparedColumns compared = compared_columns("((a = 1) OR (b = 2))");

  CHECK(compared.equal.empty());
  CHECK(compared.other == Names{"a", "b"});
}

TEST_CASE("a single condition needs no parentheses within parentheses", "[unit][plan]") {
  CHECK(compared_columns("(event_id = $1)").equal == Names{"event_id"});
  CHECK(compared_columns("(a = ANY ('{1,2}'::integer[]))").equal == Names{"a"});
  CHECK(compared_columns("").equal.empty());
}

TEST_CASE("a function of a column that is compared needs an index on the expression",
          "[unit][plan]") {
  const ComparedColumns compared =
      compared_columns("((category(stream_name) = category($1)) AND (position > '0'::bigint))");
  CHECK(compared.equal == Names{"category(stream_name)"});
  CHECK(compared.expressions.contains("category(stream_name)"));
  CHECK(compared.other == Names{"position"});
  CHECK(compared_columns("((data ->> 'kind'::text) = 'a'::text)").equal ==
        Names{"(data ->> 'kind'::text)"});
  CHECK(compared_columns("((lower((name)::text))::text = $1)").equal ==
        Names{"lower((name)::text)"});
  // Of which table a column is cannot be told in a join.
  CHECK(compared_columns("(lower(a.name) = $1)").expressions.empty());
  CHECK(compared_columns("((\"userId\")::text = 'x'::text)").equal == Names{"userId"});

  PlanNode scan;
  scan.type = "Seq Scan";
  scan.relation = scan.alias = "messages";
  scan.filter = "((category(stream_name) = $1) AND (global_position > $2))";
  Plan plan;
  plan.root = scan;
  const auto proposed = propose_index(expectation(Never{Never::What::filter, "messages"}), plan,
                                      store_with_tenant("tenant_id"));
  REQUIRE(proposed);
  CHECK(proposed->statement() ==
        "CREATE INDEX ON messages (category(stream_name), global_position)");
}

TEST_CASE("an index condition that is not met proposes its own columns", "[unit][plan]") {
  const auto proposed =
      propose_index(expectation(IndexCondition{"events", {"tenant_id", "global_sequence_id"}}),
                    plan_fixture("eaf_stream_batch_generic"), store_with_tenant("tenant_id"));

  REQUIRE(proposed);
  CHECK(proposed->statement() == "CREATE INDEX ON domain_events (tenant_id, global_sequence_id)");
}

TEST_CASE("any other expectation proposes what the scan compares, the tenant first",
          "[unit][plan]") {
  const auto proposed =
      propose_index(expectation(Never{Never::What::filter, "events"}),
                    plan_fixture("eaf_stream_batch_generic"), store_with_tenant("tenant_id"));

  REQUIRE(proposed);
  CHECK(proposed->columns == Names{"tenant_id", "global_sequence_id"});
}

TEST_CASE("what rows are sorted by comes before what is compared for less or greater",
          "[unit][plan]") {
  PlanNode scan;
  scan.type = "Seq Scan";
  scan.relation = scan.alias = "domain_events";
  scan.filter = "((created > $1) AND (kind = $2) AND (tenant_id = $3))";
  Plan plan;
  plan.root.type = "Sort";
  plan.root.other_conditions = {{"Sort Key", "position"}};
  plan.root.children = {scan};

  const auto proposed = propose_index(expectation(Never{Never::What::sort, ""}), plan,
                                      store_with_tenant("tenant_id"));

  REQUIRE(proposed);
  CHECK(proposed->columns == Names{"tenant_id", "kind", "position", "created"});
}

TEST_CASE("a plan that leaves nothing to filters and sorts lacks no index", "[unit][plan]") {
  CHECK_FALSE(propose_index(expectation(WorkLimit{WorkLimit::What::buffers, 1, 0}),
                            plan_fixture("stream_batch_custom"), store_with_tenant("tenant_key")));
}

TEST_CASE("names that need quotes have them in the proposed statement", "[unit][plan]") {
  const ProposedIndex index{.table = "Events", .columns = {"tenant", "a\"b; DROP TABLE x"}};

  CHECK(index.statement() == "CREATE INDEX ON \"Events\" (tenant, \"a\"\"b; DROP TABLE x\")");
}

}  // namespace eventstore::explain
