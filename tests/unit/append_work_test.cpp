#include "explain/append_work.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

namespace eventstore::explain {

namespace {

/// Executions one after the other, as often as they are asked for; the last one again and again.
class Executions {
 public:
  explicit Executions(std::vector<AppendExecution> all) : all_(std::move(all)) {}

  MeasuredAppend measured() {
    return measure_append([this] {
      const std::size_t next = calls_ < all_.size() ? calls_ : all_.size() - 1;
      ++calls_;
      return std::optional{all_[next]};
    });
  }
  [[nodiscard]] std::size_t calls() const { return calls_; }

 private:
  std::vector<AppendExecution> all_;
  std::size_t calls_ = 0;
};

AppendExecution execution(double wal_bytes, std::int64_t images, double buffers = 10) {
  return {.work = {.wal_bytes = wal_bytes, .buffers = buffers}, .page_images = images};
}

result::PlanResult step(int wal_bytes, int images, int hit) {
  result::PlanResult plan;
  plan.plan = nlohmann::ordered_json::parse(
      R"([{"Plan": {"Node Type": "ModifyTable", "Actual Rows": 0, "Actual Loops": 1, )"
      R"("Shared Hit Blocks": )" +
      std::to_string(hit) + R"(, "WAL FPI": )" + std::to_string(images) + R"(, "WAL Bytes": )" +
      std::to_string(wal_bytes) + "}}]");
  return plan;
}

}  // namespace

TEST_CASE("an append is told by the least of three executions without an image of a page",
          "[unit][explain]") {
  Executions executions{{execution(5000, 40), execution(1300, 0, 12), execution(900, 1),
                         execution(1290, 0, 11), execution(1310, 0, 10)}};

  const MeasuredAppend measured = executions.measured();

  REQUIRE(measured.work);
  CHECK(measured.work->wal_bytes == 1290);
  CHECK(measured.work->buffers == 11);
  CHECK_FALSE(measured.is_disturbed);
  CHECK(executions.calls() == 5);
}

TEST_CASE("an append into which a checkpoint falls each time has no price", "[unit][explain]") {
  Executions executions{{execution(5000, 40), execution(900, 1)}};

  const MeasuredAppend measured = executions.measured();

  CHECK_FALSE(measured.work);
  CHECK(measured.is_disturbed);
  CHECK(executions.calls() == most_append_executions);
}

TEST_CASE("one execution without images is a price, few as it is", "[unit][explain]") {
  Executions executions{{execution(900, 1), execution(1300, 0), execution(900, 1)}};

  const MeasuredAppend measured = executions.measured();

  REQUIRE(measured.work);
  CHECK(measured.work->wal_bytes == 1300);
  CHECK_FALSE(measured.is_disturbed);
}

TEST_CASE("an append that does not run is not told to have been disturbed", "[unit][explain]") {
  const MeasuredAppend measured = measure_append([] { return std::optional<AppendExecution>{}; });

  CHECK_FALSE(measured.work);
  CHECK_FALSE(measured.is_disturbed);
}

TEST_CASE("the steps of an append that write are added up, for each event", "[unit][explain]") {
  const auto execution = execution_of({step(0, 0, 500), step(800, 1, 30), step(200, 2, 10)}, 10);

  REQUIRE(execution);
  CHECK(execution->work.wal_bytes == 100.0);
  CHECK(execution->work.buffers == 4.0);
  CHECK(execution->page_images == 3);
  CHECK_FALSE(execution_of({step(0, 0, 500)}, 10));
  CHECK_FALSE(execution_of({step(800, 0, 30), result::PlanResult{}}, 10));
}

}  // namespace eventstore::explain
