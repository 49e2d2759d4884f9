#include "core/events/vocabulary.hpp"

#include <array>

#include <fmt/format.h>

#include "core/random/random.hpp"

namespace eventstore {

namespace {

using Words = std::string_view;

constexpr std::array<Words, 32> first_names{
    "Anna",  "Ben",    "Clara",  "David", "Elena", "Felix",  "Greta",  "Hugo",
    "Irene", "Jonas",  "Katrin", "Luca",  "Marta", "Nils",   "Olga",   "Paul",
    "Rosa",  "Samuel", "Tessa",  "Ugo",   "Vera",  "Walter", "Yara",   "Zoe",
    "Jörg",  "Søren",  "Chloé",  "Ángel", "Zoë",   "Łukasz", "Jürgen", "María"};
constexpr std::array<Words, 32> last_names{
    "Adler",  "Bauer",  "Costa",   "Dubois", "Evans",  "Fischer",   "Garcia", "Hansen",
    "Ivanov", "Jansen", "Keller",  "Lopez",  "Meyer",  "Novak",     "Olsen",  "Petit",
    "Quinn",  "Rossi",  "Schmidt", "Turner", "Ullman", "Vogel",     "Weber",  "Young",
    "Zimmer", "Müller", "Weiß",    "Núñez",  "Šimek",  "Håkansson", "Léger",  "Köhler"};
constexpr std::array<Words, 16> mail_domains{
    "example.com",      "example.org",      "example.net",      "mail.example.com",
    "shop.example.com", "corp.example.com", "post.example.org", "uni.example.org",
    "team.example.net", "home.example.net", "box.example.com",  "dev.example.org",
    "lab.example.net",  "web.example.com",  "one.example.org",  "two.example.net"};
constexpr std::array<Words, 16> company_forms{"Ltd",  "GmbH", "S.A.", "AG",  "Inc", "B.V.",
                                              "SARL", "Oy",   "AB",   "SpA", "KG",  "LLC",
                                              "PLC",  "A/S",  "e.K.", "Co."};
constexpr std::array<Words, 16> trades{
    "Logistics", "Foods",   "Textiles", "Machines", "Books",  "Optics",    "Paper",  "Tools",
    "Ceramics",  "Gardens", "Energy",   "Media",    "Travel", "Furniture", "Health", "Software"};
constexpr std::array<Words, 24> streets{
    "Main Street",  "High Street",     "Station Road",   "Park Avenue",  "Church Lane",
    "Mill Road",    "Lindenstraße",    "Bahnhofstraße",  "Gartenweg",    "Am Markt",
    "Schlossallee", "Hafenstraße",     "Rue de la Paix", "Rue Molière",  "Avenue Foch",
    "Calle Mayor",  "Paseo del Prado", "Via Roma",       "Corso Italia", "Kungsgatan",
    "Nørregade",    "Keizersgracht",   "Rua Augusta",    "Long Acre"};
constexpr std::array<Words, 24> cities{
    "Berlin", "Hamburg", "Köln",   "München", "Zürich",   "Wien",   "Paris",  "Lyon",
    "Madrid", "Sevilla", "Lisboa", "Porto",   "Roma",     "Milano", "London", "Leeds",
    "Dublin", "Malmö",   "Aarhus", "Oslo",    "Helsinki", "Gdańsk", "Praha",  "Utrecht"};
constexpr std::array<Words, 12> countries{"DE", "AT", "CH", "FR", "ES", "PT",
                                          "IT", "GB", "IE", "SE", "DK", "NL"};
constexpr std::array<Words, 6> currencies{"EUR", "EUR", "EUR", "GBP", "CHF", "SEK"};
constexpr std::array<Words, 24> goods{
    "Folding table", "Desk lamp",     "Office chair", "Bookshelf",     "Coffee grinder",
    "Water kettle",  "Wool blanket",  "Running shoe", "Rain jacket",   "Travel bag",
    "Notebook",      "Fountain pen",  "Garden hose",  "Tool box",      "Cordless drill",
    "Bicycle lock",  "Head torch",    "Wall clock",   "Picture frame", "Tea pot",
    "Bread knife",   "Cutting board", "Storage box",  "Phone stand"};
constexpr std::array<Words, 16> finishes{
    "oak",   "walnut", "steel", "black",  "white", "grey",   "navy blue", "forest green",
    "large", "small",  "matt",  "copper", "linen", "cotton", "glass",     "recycled"};

}  // namespace

std::string_view choose(std::span<const std::string_view> words, std::uint64_t& state) {
  return words[below(next_bits(state), words.size())];
}

std::int64_t number_between(std::int64_t low, std::int64_t high, std::uint64_t& state) {
  const auto range = static_cast<std::uint64_t>(high - low + 1);
  return low + static_cast<std::int64_t>(below(next_bits(state), range));
}

std::string person_name(std::uint64_t& state) {
  const std::string_view first = choose(first_names, state);
  return fmt::format("{} {}", first, choose(last_names, state));
}

std::string email_address(std::uint64_t& state) {
  const std::int64_t number = number_between(100, 9999, state);
  return fmt::format("user{}@{}", number, choose(mail_domains, state));
}

std::string company_name(std::uint64_t& state) {
  const std::string_view name = choose(last_names, state);
  const std::string_view trade = choose(trades, state);
  return fmt::format("{} {} {}", name, trade, choose(company_forms, state));
}

std::string street(std::uint64_t& state) {
  const std::string_view name = choose(streets, state);
  return fmt::format("{} {}", name, number_between(1, 180, state));
}

std::string_view city(std::uint64_t& state) {
  return choose(cities, state);
}

std::string_view country(std::uint64_t& state) {
  return choose(countries, state);
}

std::string_view currency(std::uint64_t& state) {
  return choose(currencies, state);
}

std::string article(std::uint64_t& state) {
  const std::string_view good = choose(goods, state);
  return fmt::format("{}, {}", good, choose(finishes, state));
}

std::string article_number(std::uint64_t& state) {
  const auto letter = [&state] { return static_cast<char>('A' + number_between(0, 25, state)); };
  const char first = letter();
  const char second = letter();
  return fmt::format("{}{}-{}", first, second, number_between(10'000, 99'999, state));
}

std::string amount(std::int64_t units_max, std::uint64_t& state) {
  const std::int64_t cents = number_between(1, units_max * 100 + 99, state);
  return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

std::string day(std::uint64_t& state) {
  const std::int64_t month = number_between(1, 6, state);
  return fmt::format("2025-{:02}-{:02}", month, number_between(1, 28, state));
}

}  // namespace eventstore
