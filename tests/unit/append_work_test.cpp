#include "explain/append_work.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

namespace eventstore::explain {

namespace {

/// Executions one after the other, as often as they are asked for; the last one again and again.
class Executions {
 public:
  explicit Executions(std::vector<AppendWork> all) : all_(std::move(all)) {}

  MeasuredAppend measured() {
    return measure_append([this] {
      const std::size_t next = calls_ < all_.size() ? calls_ : all_.size() - 1;
      ++calls_;
      return std::optional{all_[next]};
    });
  }
  [[nodiscard]] std::size_t calls() const { return calls_; }

 private:
  std::vector<AppendWork> all_;
  std::size_t calls_ = 0;
};

AppendWork work(double wal_bytes, double image_bytes, double buffers = 10) {
  return {.wal_bytes = wal_bytes, .buffers = buffers, .image_bytes = image_bytes};
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

TEST_CASE("an append is told by the undisturbed execution with the fewest images of pages",
          "[unit][explain]") {
  Executions executions{{work(1350, 0), work(1100, 4000), work(1310, 50, 12), work(900, 1000),
                         work(1290, 8, 11), work(1280, 8, 10)}};

  const MeasuredAppend measured = executions.measured();

  REQUIRE(measured.work);
  CHECK(measured.work->wal_bytes == 1280);
  CHECK(measured.work->buffers == 10);
  CHECK_FALSE(measured.is_disturbed);
  // One into which a checkpoint fell was not among those that are looked through.
  CHECK(executions.calls() == 1 + 2 + most_undisturbed_executions);
}

TEST_CASE("an append is executed until there are enough executions, and one without images",
          "[unit][explain]") {
  Executions soon{{work(1350, 0), work(1290, 0), work(1280, 0), work(1310, 0)}};
  CHECK(soon.measured().work->wal_bytes == 1280);
  CHECK(soon.calls() == 1 + wanted_append_executions);

  Executions late{{work(1350, 0), work(1290, 82), work(1280, 82), work(1310, 82), work(1300, 0)}};
  CHECK(late.measured().work->wal_bytes == 1300);
  CHECK(late.calls() == 5);
}

TEST_CASE("an append into which a checkpoint falls each time has no price", "[unit][explain]") {
  Executions executions{{work(1100, 4000), work(900, 1000)}};

  const MeasuredAppend measured = executions.measured();

  CHECK_FALSE(measured.work);
  CHECK(measured.is_disturbed);
  CHECK(executions.calls() == 1 + most_append_executions);
}

TEST_CASE("one undisturbed execution is a price, few as it is", "[unit][explain]") {
  Executions executions{{work(1350, 0), work(900, 1000), work(1300, 0), work(900, 1000)}};

  const MeasuredAppend measured = executions.measured();

  REQUIRE(measured.work);
  CHECK(measured.work->wal_bytes == 1300);
  CHECK_FALSE(measured.is_disturbed);
}

TEST_CASE("an append that does not run is not told to have been disturbed", "[unit][explain]") {
  const MeasuredAppend measured = measure_append([] { return std::optional<AppendWork>{}; });

  CHECK_FALSE(measured.work);
  CHECK_FALSE(measured.is_disturbed);
}

TEST_CASE("the steps of an append that write are added up, for each event", "[unit][explain]") {
  const auto work = append_work_of({step(0, 0, 500), step(8992, 1, 30), step(200, 0, 10)}, 10);

  REQUIRE(work);
  CHECK(work->wal_bytes == 100.0);
  CHECK(work->image_bytes == 819.2);
  CHECK(work->buffers == 4.0);
  CHECK_FALSE(append_work_of({step(0, 0, 500)}, 10));
  CHECK_FALSE(append_work_of({step(800, 0, 30), result::PlanResult{}}, 10));
}

}  // namespace eventstore::explain
