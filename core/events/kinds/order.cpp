// Order: placed, changed, perhaps held back for a while; then paid, packed, shipped and delivered,
// or cancelled.
#include <fmt/format.h>

#include "core/events/aggregate_kind.hpp"
#include "core/events/vocabulary.hpp"

namespace eventstore {

namespace {

using Words = std::string_view;

constexpr std::array<Words, 7> modifications{
    "OrderLineAdded",      "OrderLineAdded",       "OrderLineRemoved", "OrderQuantityChanged",
    "OrderAddressChanged", "OrderDiscountGranted", "OrderNoteAdded"};
constexpr std::array<Words, 4> completion{"OrderPaid", "OrderPacked", "OrderShipped",
                                          "OrderDelivered"};

constexpr std::array<Words, 8> subjects{"The customer",  "The courier", "The warehouse",
                                        "The recipient", "A neighbour", "The shop",
                                        "Our driver",    "The sender"};
constexpr std::array<Words, 8> verbs{"asked for", "confirmed", "changed", "agreed to",
                                     "waits for", "noted",     "moved",   "signed for"};
constexpr std::array<Words, 10> objects{
    "a later delivery", "the second parcel", "the missing item",   "delivery to the back door",
    "a gift wrapping",  "the return label",  "a partial shipment", "the heavy package",
    "an evening slot",  "the replacement"};
constexpr std::array<Words, 9> circumstances{
    "on Monday morning",      "before noon",        "after two attempts",
    "by telephone",           "without any charge", "at the front desk",
    "because of the weather", "next week",          "as usual"};

std::string line(std::uint64_t& state) {
  const std::int64_t quantity = number_between(1, 12, state);
  const std::string number = article_number(state);
  const std::string name = article(state);
  return fmt::format(R"({{"qty": {}, "sku": "{}", "name": "{}", "price": {}}})", quantity, number,
                     name, amount(399, state));
}

}  // namespace

AggregateKind order_kind() {
  std::vector<FragmentPool> fields;
  fields.emplace_back(24, 101, [](auto& s) { return fmt::format(R"("city": "{}")", city(s)); });
  fields.emplace_back(200, 102,
                      [](auto& s) { return fmt::format(R"("name": "{}")", person_name(s)); });
  fields.emplace_back(250, 103,
                      [](auto& s) { return fmt::format(R"("total": {})", amount(4999, s)); });
  fields.emplace_back(200, 104,
                      [](auto& s) { return fmt::format(R"("street": "{}")", street(s)); });
  fields.emplace_back(6, 105,
                      [](auto& s) { return fmt::format(R"("currency": "{}")", currency(s)); });
  return {.type = "Order",
          .life_cycle = {.created = "OrderPlaced",
                         .modifications = modifications,
                         .paused = "OrderPutOnHold",
                         .resumed = "OrderReleased",
                         .completion = completion,
                         .abandoned = "OrderCancelled"},
          .payload = {.fields = std::move(fields),
                      .list_start = R"(, "positions": [)",
                      .items = FragmentPool{256, 106, line},
                      .text_start = R"(, "delivery_note": ")",
                      .text = TextPool{{subjects, verbs, objects, circumstances}, 107}}};
}

}  // namespace eventstore
