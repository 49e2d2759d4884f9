// What is kept of a plan, and what counts as a change of it.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "explain/plan_change.hpp"
#include "explain/signature.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using result::PlanChange;
using result::Verdict;
using tests::plan_fixture;
using Kind = result::PlanChange::Kind;

namespace {

constexpr const char* by_stream =
    "Limit\n  Index Scan of domain_events by (tenant_key, transaction_id, global_position)";
constexpr const char* by_position =
    "Limit\n  Index Scan of domain_events by (transaction_id, global_position) filter (tenant_key)";
constexpr const char* from_end_to_end =
    "Sort on (global_position)\n  Seq Scan of domain_events filter (tenant_key)";

PlanRecord plan_with(std::int64_t buffers, const std::string& signature) {
  return {.case_name = "hot",
          .step = {},
          .mode = "custom",
          .verdict = Verdict::pass,
          .rows = 1000,
          .buffers = buffers,
          .signature = signature};
}

std::optional<PlanChange> change(const PlanRecord& before, const PlanRecord& after,
                                 Comparable comparable = Comparable::work) {
  return change_between(before, after, comparable);
}

PlanNode scan(const std::string& type, const std::string& table, const std::string& condition) {
  PlanNode node;
  node.type = type;
  node.relation = table;
  node.alias = table;
  node.index_condition = condition;
  return node;
}

Plan plan_of(PlanNode root) {
  Plan plan;
  plan.root = std::move(root);
  return plan;
}

}  // namespace

TEST_CASE("a signature has tables and columns, no names of indexes and no literals",
          "[unit][plan]") {
  CHECK(signature_of(plan_fixture("stream_batch_custom")) == by_stream);
  CHECK(signature_of(plan_fixture("stream_batch_custom")) ==
        signature_of(plan_fixture("stream_batch_generic")));
}

TEST_CASE("a signature tells what only a filter finds", "[unit][plan]") {
  const std::string signature = signature_of(plan_fixture("eaf_stream_batch_generic"));

  CHECK_THAT(signature, ContainsSubstring("by (global_sequence_id) filter (tenant_id)"));
  const TableAccess access = accesses_in(signature).at("domain_events");
  CHECK(access.found_by == std::set<std::string>{"global_sequence_id"});
  CHECK(access.filtered == std::set<std::string>{"tenant_id"});
  CHECK_FALSE(access.from_end_to_end);
}

TEST_CASE("a bitmap is told with the table that it is made for, whatever its parts",
          "[unit][plan]") {
  PlanNode both = scan("BitmapAnd", "", "");
  both.children = {scan("Bitmap Index Scan", "events", "(a = 1)"),
                   scan("Bitmap Index Scan", "events", "(e.b > 'c'::text)")};
  PlanNode heap = scan("Bitmap Heap Scan", "events", "");
  heap.children = {both};

  CHECK(signature_of(plan_of(heap)) == "Bitmap Heap Scan of events by (a, b)");
}

TEST_CASE("another partition that is read alike does not change the signature", "[unit][plan]") {
  PlanNode two;
  two.type = "Append";
  two.children = {scan("Index Scan", "events", "(a = 1)"), scan("Index Scan", "events", "(a = 1)")};
  PlanNode three = two;
  three.children.push_back(two.children.front());
  PlanNode another = two;
  another.children.push_back(scan("Seq Scan", "events", ""));

  CHECK(signature_of(plan_of(two)) == signature_of(plan_of(three)));
  CHECK_THAT(signature_of(plan_of(another)), ContainsSubstring("\n  Seq Scan of events"));
}

TEST_CASE("words of SQL and functions in a condition are no columns of the signature",
          "[unit][plan]") {
  const Plan plan = plan_of(scan(
      "Index Scan", "events",
      "((sequence_number IS NOT NULL) AND (a = ANY ('{1,2}'::integer[])) AND (lower(b) = $1) AND "
      "(\"AND\" = true))"));

  CHECK(signature_of(plan) == "Index Scan of events by (a, b, AND)");
}

TEST_CASE("max() is the same plan on a server that knows that a column has no NULL",
          "[unit][plan]") {
  PlanNode head = scan("Index Only Scan", "events", "(\"position\" IS NOT NULL)");
  PlanNode limit;
  limit.type = "Limit";
  limit.children = {head};
  const std::string before_17 = signature_of(plan_of(limit));
  limit.children[0].index_condition.clear();
  const std::string since_17 = signature_of(plan_of(limit));

  CHECK(before_17 == "Limit\n  Index Only Scan of events");
  CHECK(since_17 == before_17);
  CHECK_FALSE(accesses_in(since_17).at("events").from_end_to_end);
  limit.children[0].filter = "(created > $1)";
  CHECK(accesses_in(signature_of(plan_of(limit))).at("events").from_end_to_end);
  CHECK(accesses_in("Index Only Scan of events").at("events").from_end_to_end);
  CHECK(accesses_in("Limit\n  Seq Scan of events").at("events").from_end_to_end);
}

TEST_CASE("more buffers are a regression, fewer an improvement, a few more are neither",
          "[unit][plan]") {
  const PlanRecord before = plan_with(1000, by_stream);

  CHECK_FALSE(change(before, before));
  CHECK_FALSE(change(before, plan_with(1308, by_stream)));
  CHECK(change(before, plan_with(1309, by_stream))->kind == Kind::regressed);
  CHECK_THAT(change(before, plan_with(1309, by_stream))->what,
             ContainsSubstring("buffers 1,000 -> 1,309"));
  CHECK_FALSE(change(before, plan_with(764, by_stream)));
  CHECK(change(before, plan_with(763, by_stream))->kind == Kind::improved);
}

TEST_CASE("another way to do little work is a tie of the planner's, no change", "[unit][plan]") {
  CHECK_FALSE(change(plan_with(5, by_stream), plan_with(11, by_position)));
  CHECK_FALSE(change(plan_with(99, by_stream), plan_with(99, by_position)));
}

TEST_CASE("another way to do the same much work is told as changed, with what changed",
          "[unit][plan]") {
  const auto found = change(plan_with(1000, by_stream), plan_with(1010, by_position));

  REQUIRE(found);
  CHECK(found->kind == Kind::changed);
  CHECK_THAT(found->what, ContainsSubstring("no longer found by tenant_key"));
  CHECK(found->before == by_stream);
  CHECK_FALSE(change(plan_with(1000, "Index Scan of events by (a)"),
                     plan_with(1000, "Bitmap Heap Scan of events by (a)")));
}

TEST_CASE("a regression says in what way the table is read now", "[unit][plan]") {
  const auto found = change(plan_with(277, by_stream), plan_with(66'000, from_end_to_end));

  REQUIRE(found);
  CHECK(found->kind == Kind::regressed);
  CHECK_THAT(found->what, ContainsSubstring("buffers 277 -> 66,000"));
  CHECK_THAT(found->what, ContainsSubstring("domain_events is read from end to end"));
}

TEST_CASE("on other data only the way that tables are read is compared", "[unit][plan]") {
  CHECK_FALSE(change(plan_with(1000, by_stream), plan_with(9000, by_stream), Comparable::shape));
  CHECK(change(plan_with(1000, by_stream), plan_with(10, by_position), Comparable::shape)->kind ==
        Kind::regressed);
  CHECK(change(plan_with(10, from_end_to_end), plan_with(90, by_stream), Comparable::shape)->kind ==
        Kind::improved);
}

TEST_CASE("a plan that was not executed is compared by the way that tables are read",
          "[unit][plan]") {
  PlanRecord planned = plan_with(0, by_position);
  planned.analyzed = false;

  CHECK(change(plan_with(1000, by_stream), planned)->kind == Kind::regressed);
}

TEST_CASE("an expectation that is not met any more is a regression at any size", "[unit][plan]") {
  PlanRecord failed = plan_with(3, by_position);
  failed.verdict = Verdict::fail;

  CHECK(change(plan_with(3, by_stream), failed)->kind == Kind::regressed);
  CHECK(change(failed, plan_with(3, by_stream))->kind == Kind::improved);
}

TEST_CASE("equal calls on equal data that return other rows are told", "[unit][plan]") {
  PlanRecord fewer = plan_with(1000, by_stream);
  fewer.rows = 10;

  const auto found = change(plan_with(1000, by_stream), fewer);
  REQUIRE(found);
  CHECK(found->kind == Kind::changed);
  CHECK(found->what == "rows 1,000 -> 10");
}

TEST_CASE("a write regresses by more than the spread of both sides and where rows lie",
          "[unit][plan]") {
  const auto write = [](std::int64_t buffers, std::int64_t spread) {
    PlanRecord record = plan_with(buffers, "Insert into domain_events");
    record.buffers_spread = spread;
    return record;
  };
  const auto kind = [](const std::optional<PlanChange>& found) {
    return found ? std::optional{found->kind} : std::nullopt;
  };
  // One to three buffers a row more are an index; twelve databases differed by 1,313 to 1,333.
  CHECK_FALSE(change(write(1313, 0), write(1333, 0)));
  CHECK(kind(change(write(1322, 0), write(1422, 0))) == PlanChange::Kind::regressed);
  CHECK(kind(change(write(126, 0), write(136, 0))) == PlanChange::Kind::regressed);
  // One more search of the free space map.
  CHECK_FALSE(change(write(21, 0), write(24, 0)));
  CHECK_FALSE(change(write(24, 0), write(21, 0)));
  CHECK_FALSE(change(write(129, 0), write(132, 0)));
  // An index more is logged, and the map is not.
  const auto logged = [&write](std::int64_t buffers, std::int64_t wal_bytes) {
    PlanRecord record = write(buffers, 0);
    record.wal_bytes = wal_bytes;
    return record;
  };
  CHECK(kind(change(logged(21, 2657), logged(23, 2760))) == PlanChange::Kind::regressed);
  CHECK(kind(change(logged(23, 2760), logged(21, 2657))) == PlanChange::Kind::improved);
  CHECK_FALSE(change(logged(21, 2657), logged(24, 2657)));
  CHECK_FALSE(change(logged(129, 11'866), logged(132, 11'965)));
  CHECK(kind(change(write(21, 0), write(25, 0))) == PlanChange::Kind::regressed);
  CHECK(kind(change(write(25, 0), write(21, 0))) == PlanChange::Kind::improved);

  CHECK_FALSE(change(write(126, 3), write(132, 3)));
  CHECK(kind(change(write(126, 0), write(132, 0))) == PlanChange::Kind::regressed);
  // Of a baseline that does not know its spread.
  CHECK_FALSE(change(plan_with(1322, "Insert into domain_events"), write(1522, 0)));
}

TEST_CASE("a write that logs more than a tenth more regresses", "[unit][plan]") {
  const auto write = [](std::int64_t wal_bytes) {
    PlanRecord record = plan_with(1322, "Insert into domain_events");
    record.buffers_spread = 0;
    record.wal_bytes = wal_bytes;
    return record;
  };
  CHECK_FALSE(change(write(131'596), write(140'094)));
  const auto found = change(write(131'596), write(160'000));
  REQUIRE(found);
  CHECK(found->kind == PlanChange::Kind::regressed);
  CHECK(found->what == "bytes of WAL 131,596 -> 160,000");
  REQUIRE(found->worse.size() == 1);
  CHECK(found->worse[0].quantity == "wal_bytes");
  CHECK(found->worse[0].after == "160000");
}

}  // namespace eventstore::explain
