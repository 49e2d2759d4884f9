#include "core/events/aggregate_kind.hpp"

#include "core/random/random.hpp"

namespace eventstore {

namespace {

constexpr std::uint64_t kind_salt = 0x6B696E64;

}  // namespace

const std::array<AggregateKind, 5>& aggregate_kinds() {
  static const std::array<AggregateKind, 5> kinds{user_kind(), order_kind(), product_kind(),
                                                  invoice_kind(), ticket_kind()};
  return kinds;
}

const AggregateKind& kind_of(std::uint64_t seed, std::uint64_t aggregate) {
  const auto& kinds = aggregate_kinds();
  return kinds[below(random_bits(seed ^ kind_salt, aggregate), kinds.size())];
}

}  // namespace eventstore
