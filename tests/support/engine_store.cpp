#include "tests/support/engine_store.hpp"

#include <atomic>

#include <fmt/format.h>

#include "tests/support/prepared_operation.hpp"

namespace eventstore::tests {

EmptyStore::EmptyStore(const std::string& store) : catalogue_(catalogue::load_catalogue(store)) {
  pg::Wire wire{scratch_.database()};
  install_store(wire, catalogue_);
}

engine::Tenant tenant(std::int64_t key) {
  return {.key = key, .id = fmt::format("tenant-{}", key)};
}

engine::AggregateName order(std::int64_t number, std::int64_t tenant_key) {
  return {.tenant = tenant(tenant_key),
          .id = fmt::format("{:08x}-0000-4000-8000-{:012x}", tenant_key, number),
          .type = "Order"};
}

engine::Append changes(const engine::AggregateName& aggregate, std::int64_t version, int count) {
  static std::atomic<std::int64_t> last{0};
  engine::Append append{.aggregate = aggregate, .expected_version = version, .events = {}};
  for (int i = 1; i <= count; ++i) {
    const std::int64_t number = ++last;
    append.events.push_back({.id = fmt::format("eeeeeeee-0000-7000-8000-{:012x}", number),
                             .type = "OrderChanged",
                             .payload_revision = "1",
                             .metadata = R"({"user": "test"})",
                             .payload = fmt::format(R"({{"number": {}}})", number),
                             .timestamp_us = 0});
  }
  return append;
}

}  // namespace eventstore::tests
