// Limits on WAL, for data whose payloads are not of the usual size.

#include "explain/payload_allowance.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

namespace eventstore::explain {

using catalogue::WorkLimit;

namespace {

PayloadAllowance allowance_for(const std::string& mix, const std::string& scale) {
  dataset::Manifest manifest;
  manifest.options = {{"payload_mix", mix}, {"payload_scale", scale}};
  return payload_allowance(manifest);
}

WorkLimit limit_of(const catalogue::Step& step, std::size_t line) {
  return std::get<WorkLimit>(step.expectations.at(line).property);
}

}  // namespace

TEST_CASE("payloads of the usual size, and smaller ones, are allowed nothing more",
          "[unit][plan]") {
  CHECK_FALSE(payload_allowance(dataset::Manifest{}).is_needed());
  CHECK_FALSE(allowance_for("70/25/5", "1").is_needed());
  CHECK_FALSE(allowance_for("70/25/5", "0.1").is_needed());
  CHECK_FALSE(allowance_for("100/0/0", "1").is_needed());
}

TEST_CASE("larger payloads are allowed what they are larger by", "[unit][plan]") {
  const PayloadAllowance ten_times = allowance_for("70/25/5", "10");
  CHECK(ten_times.once == Catch::Approx(90'000));
  CHECK(ten_times.per_row == Catch::Approx(9 * 2'100));
  const PayloadAllowance all_large = allowance_for("0/0/100", "1");
  CHECK(all_large.once == Catch::Approx(0));
  CHECK(all_large.per_row == Catch::Approx(10'000 - 2'100));
}

TEST_CASE("only limits on WAL are raised, and their lines stay as they are written",
          "[unit][plan]") {
  catalogue::Step step;
  for (const auto what : {WorkLimit::What::wal_bytes, WorkLimit::What::buffers}) {
    step.expectations.push_back({.property = WorkLimit{what, 20'000, 3'000}, .text = "as written"});
  }

  const auto same = with_allowance(step, {});
  CHECK(limit_of(same, 0).constant == 20'000);
  CHECK(limit_of(same, 0).per_row == 3'000);
  const auto raised = with_allowance(step, {.once = 1'000, .per_row = 100});
  CHECK(limit_of(raised, 0).constant == Catch::Approx(21'100));
  CHECK(limit_of(raised, 0).per_row == Catch::Approx(3'110));
  CHECK(limit_of(raised, 1).constant == 20'000);
  CHECK(limit_of(raised, 1).per_row == 3'000);
  CHECK(raised.expectations.at(0).text == "as written");
}

}  // namespace eventstore::explain
