// Product: listed, repriced and restocked, perhaps taken off sale for a while; then phased out,
// sold out and delisted, or withdrawn at once.
#include <fmt/format.h>

#include "core/events/aggregate_kind.hpp"
#include "core/events/vocabulary.hpp"

namespace eventstore {

namespace {

using Words = std::string_view;

constexpr std::array<Words, 7> modifications{"ProductPriceChanged",      "ProductStockReceived",
                                             "ProductStockReserved",     "ProductStockReserved",
                                             "ProductRenamed",           "ProductImageReplaced",
                                             "ProductDescriptionChanged"};
constexpr std::array<Words, 3> completion{"ProductPhasedOut", "ProductSoldOut", "ProductDelisted"};
constexpr std::array<Words, 8> brands{"Nordwind",  "Alpenglow",    "Casa Luna",     "Fjord & Co",
                                      "Steinberg", "Maison Bleue", "Kraftwerkzeug", "Oak Lane"};
constexpr std::array<Words, 8> categories{"furniture", "kitchen", "outdoor", "office",
                                          "garden",    "tools",   "textile", "lighting"};
constexpr std::array<Words, 10> properties{"width",  "height", "depth",  "weight",    "capacity",
                                           "length", "power",  "volume", "thickness", "diameter"};
constexpr std::array<Words, 8> units{"mm", "cm", "g", "kg", "l", "ml", "W", "pcs"};

constexpr std::array<Words, 8> subjects{"This model",   "The surface", "The frame",
                                        "The handle",   "Each piece",  "The new edition",
                                        "The material", "The set"};
constexpr std::array<Words, 8> verbs{"combines", "withstands", "is made for", "comes with",
                                     "needs",    "offers",     "replaces",    "fits"};
constexpr std::array<Words, 10> objects{
    "a compact design",     "everyday use",     "a solid base",         "three adjustable legs",
    "a removable cover",    "very little care", "a hidden compartment", "most standard sizes",
    "a lifetime guarantee", "certified wood"};
constexpr std::array<Words, 9> circumstances{
    "at home and outdoors", "without any tools",    "for many years",
    "in small rooms",       "even in hard winters", "straight out of the box",
    "at a fair price",      "by careful hands",     "in four colours"};

std::string attribute(std::uint64_t& state) {
  const std::string_view property = choose(properties, state);
  const std::string_view unit = choose(units, state);
  return fmt::format(R"({{"name": "{}", "unit": "{}", "value": {}}})", property, unit,
                     number_between(1, 2400, state));
}

}  // namespace

AggregateKind product_kind() {
  std::vector<FragmentPool> fields;
  fields.emplace_back(250, 301,
                      [](auto& s) { return fmt::format(R"("sku": "{}")", article_number(s)); });
  fields.emplace_back(200, 302, [](auto& s) { return fmt::format(R"("name": "{}")", article(s)); });
  fields.emplace_back(8, 303,
                      [](auto& s) { return fmt::format(R"("brand": "{}")", choose(brands, s)); });
  fields.emplace_back(250, 304,
                      [](auto& s) { return fmt::format(R"("price": {})", amount(899, s)); });
  fields.emplace_back(
      150, 305, [](auto& s) { return fmt::format(R"("stock": {})", number_between(0, 5000, s)); });
  fields.emplace_back(
      8, 306, [](auto& s) { return fmt::format(R"("category": "{}")", choose(categories, s)); });
  return {.type = "Product",
          .life_cycle = {.created = "ProductListed",
                         .modifications = modifications,
                         .paused = "ProductTakenOffSale",
                         .resumed = "ProductPutOnSale",
                         .completion = completion,
                         .abandoned = "ProductWithdrawn"},
          .payload = {.fields = std::move(fields),
                      .list_start = R"(, "attributes": [)",
                      .items = FragmentPool{256, 307, attribute},
                      .text_start = R"(, "description": ")",
                      .text = TextPool{{subjects, verbs, objects, circumstances}, 308}}};
}

}  // namespace eventstore
