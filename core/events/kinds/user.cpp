// User: registered, kept up to date, perhaps locked for a while; then asked for deletion and was
// erased, or closed the account.
#include <fmt/format.h>

#include "core/events/aggregate_kind.hpp"
#include "core/events/vocabulary.hpp"

namespace eventstore {

namespace {

using Words = std::string_view;

constexpr std::array<Words, 7> modifications{
    "UserLoggedIn",       "UserLoggedIn",        "UserEmailChanged",      "UserAddressAdded",
    "UserAddressRemoved", "UserPasswordChanged", "UserPreferencesChanged"};
constexpr std::array<Words, 2> completion{"UserDeletionRequested", "UserErased"};
constexpr std::array<Words, 6> locales{"de-DE", "en-GB", "fr-FR", "es-ES", "it-IT", "sv-SE"};

constexpr std::array<Words, 8> subjects{"The member",    "This account", "The profile",
                                        "The applicant", "The user",     "A colleague",
                                        "The team lead", "The household"};
constexpr std::array<Words, 8> verbs{"prefers",   "has chosen",    "shares",     "no longer wants",
                                     "looks for", "subscribed to", "recommends", "manages"};
constexpr std::array<Words, 10> objects{
    "the monthly newsletter", "two delivery addresses",   "contact by mail",   "a company account",
    "the mobile application", "early access to sales",    "a shared calendar", "the loyalty card",
    "printed invoices",       "reminders by text message"};
constexpr std::array<Words, 9> circumstances{
    "since last spring", "for the whole family", "during the week",
    "in two languages",  "until further notice", "with full consent",
    "after a long call", "on every device",      "for business purposes"};

std::string address(std::uint64_t& state) {
  const std::int64_t code = number_between(10'000, 98'999, state);
  const std::string_view town = city(state);
  const std::string road = street(state);
  return fmt::format(R"({{"zip": "{}", "city": "{}", "street": "{}", "country": "{}"}})", code,
                     town, road, country(state));
}

std::string phone(std::uint64_t& state) {
  const std::int64_t prefix = number_between(31, 49, state);
  return fmt::format(R"("phone": "+{} {} {}")", prefix, number_between(150, 799, state),
                     number_between(1'000'000, 9'999'999, state));
}

}  // namespace

AggregateKind user_kind() {
  std::vector<FragmentPool> fields;
  fields.emplace_back(250, 201,
                      [](auto& s) { return fmt::format(R"("name": "{}")", person_name(s)); });
  fields.emplace_back(250, 202,
                      [](auto& s) { return fmt::format(R"("email": "{}")", email_address(s)); });
  fields.emplace_back(200, 203, phone);
  fields.emplace_back(6, 204,
                      [](auto& s) { return fmt::format(R"("locale": "{}")", choose(locales, s)); });
  fields.emplace_back(200, 205,
                      [](auto& s) { return fmt::format(R"("company": "{}")", company_name(s)); });
  return {.type = "User",
          .life_cycle = {.created = "UserRegistered",
                         .modifications = modifications,
                         .paused = "UserLocked",
                         .resumed = "UserUnlocked",
                         .completion = completion,
                         .abandoned = "UserAccountClosed"},
          .payload = {.fields = std::move(fields),
                      .list_start = R"(, "addresses": [)",
                      .items = FragmentPool{256, 206, address},
                      .text_start = R"(, "profile_text": ")",
                      .text = TextPool{{subjects, verbs, objects, circumstances}, 207}}};
}

}  // namespace eventstore
