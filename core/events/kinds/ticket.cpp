// Ticket: opened, answered and handed on, perhaps waiting for the customer for a while; then
// resolved and closed, or closed as a duplicate.
#include <fmt/format.h>

#include "core/events/aggregate_kind.hpp"
#include "core/events/vocabulary.hpp"

namespace eventstore {

namespace {

using Words = std::string_view;

constexpr std::array<Words, 7> modifications{
    "TicketReplySent", "TicketReplyReceived", "TicketReplyReceived",  "TicketAssigned",
    "TicketEscalated", "TicketTagged",        "TicketPriorityChanged"};
constexpr std::array<Words, 2> completion{"TicketResolved", "TicketClosed"};
constexpr std::array<Words, 6> queues{"billing", "shipping",  "returns",
                                      "account", "technical", "sales"};
constexpr std::array<Words, 5> channels{"mail", "phone", "chat", "web form", "letter"};
constexpr std::array<Words, 4> priorities{"low", "normal", "high", "urgent"};
constexpr std::array<Words, 12> topics{
    "Parcel not received", "Wrong amount charged",  "Cannot log in",     "Item damaged",
    "Question on invoice", "Change of address",     "Refund is missing", "Voucher rejected",
    "Late delivery",       "Colour does not match", "Spare part needed", "App closes at start"};

constexpr std::array<Words, 8> subjects{"The customer", "Our support",   "The second level",
                                        "The carrier",  "The caller",    "A technician",
                                        "The system",   "The supervisor"};
constexpr std::array<Words, 8> verbs{"reported", "checked",        "could not find", "explained",
                                     "offered",  "is waiting for", "promised",       "closed"};
constexpr std::array<Words, 10> objects{
    "the tracking number", "a full refund",       "the error message",    "a replacement device",
    "the bank statement",  "the previous answer", "an update of the app", "the photo of the damage",
    "a voucher",           "the reset link"};
constexpr std::array<Words, 9> circumstances{
    "within two days",    "for the third time",    "in a friendly tone",
    "after a restart",    "late in the evening",   "on the same device",
    "as described above", "with no result so far", "to everybody's relief"};

}  // namespace

AggregateKind ticket_kind() {
  const auto text = TextPool{{subjects, verbs, objects, circumstances}, 507};
  const auto message = [&text](std::uint64_t& state) {
    const std::string author = person_name(state);
    const std::uint64_t where = next_bits(state);
    const auto length = static_cast<std::size_t>(number_between(60, 160, state));
    std::string body{text.take(where, length)};
    body.back() = '.';
    return fmt::format(R"({{"at": "{}", "body": "{}", "author": "{}"}})", day(state), body, author);
  };
  std::vector<FragmentPool> fields;
  fields.emplace_back(6, 501,
                      [](auto& s) { return fmt::format(R"("queue": "{}")", choose(queues, s)); });
  fields.emplace_back(
      5, 502, [](auto& s) { return fmt::format(R"("channel": "{}")", choose(channels, s)); });
  fields.emplace_back(12, 503,
                      [](auto& s) { return fmt::format(R"("subject": "{}")", choose(topics, s)); });
  fields.emplace_back(200, 504,
                      [](auto& s) { return fmt::format(R"("assignee": "{}")", person_name(s)); });
  fields.emplace_back(
      4, 505, [](auto& s) { return fmt::format(R"("priority": "{}")", choose(priorities, s)); });
  return {.type = "Ticket",
          .life_cycle = {.created = "TicketOpened",
                         .modifications = modifications,
                         .paused = "TicketWaiting",
                         .resumed = "TicketReopened",
                         .completion = completion,
                         .abandoned = "TicketMarkedDuplicate"},
          .payload = {.fields = std::move(fields),
                      .list_start = R"(, "conversation": [)",
                      .items = FragmentPool{256, 506, message},
                      .text_start = R"(, "customer_summary": ")",
                      .text = text}};
}

}  // namespace eventstore
