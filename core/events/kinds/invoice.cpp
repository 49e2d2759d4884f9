// Invoice: issued, corrected and reminded of, perhaps disputed for a while; then paid, matched to a
// booking and archived, or written off.
#include <fmt/format.h>

#include "core/events/aggregate_kind.hpp"
#include "core/events/vocabulary.hpp"

namespace eventstore {

namespace {

using Words = std::string_view;

constexpr std::array<Words, 6> modifications{"InvoiceReminderSent",  "InvoicePartPaymentReceived",
                                             "InvoiceLineCorrected", "InvoiceDueDateMoved",
                                             "InvoiceCopySent",      "InvoiceFeeAdded"};
constexpr std::array<Words, 3> completion{"InvoicePaid", "InvoiceMatched", "InvoiceArchived"};

constexpr std::array<Words, 8> subjects{"The amount",   "The balance", "Any discount",
                                        "The buyer",    "The bank",    "Our accounting",
                                        "This payment", "The auditor"};
constexpr std::array<Words, 8> verbs{"is due within", "settles",  "covers",  "must be sent with",
                                     "refers to",     "includes", "follows", "was booked against"};
constexpr std::array<Words, 10> objects{
    "thirty days net",        "the open balance",    "two per cent discount", "the purchase order",
    "the framework contract", "the value added tax", "all earlier reminders", "the credit note",
    "the delivery receipt",   "the yearly statement"};
constexpr std::array<Words, 9> circumstances{
    "from the invoice date", "by bank transfer",     "in the stated currency",
    "without deduction",     "under the same terms", "on request",
    "at the usual rate",     "before month end",     "as agreed in writing"};

std::string line_item(std::uint64_t& state) {
  const std::string net = amount(1499, state);
  const std::int64_t quantity = number_between(1, 40, state);
  const std::string text = article(state);
  return fmt::format(R"({{"net": {}, "tax": {}, "quantity": {}, "description": "{}"}})", net,
                     quantity % 3 == 0 ? 7 : 19, quantity, text);
}

}  // namespace

AggregateKind invoice_kind() {
  std::vector<FragmentPool> fields;
  fields.emplace_back(150, 401, [](auto& s) { return fmt::format(R"("due": "{}")", day(s)); });
  fields.emplace_back(250, 402,
                      [](auto& s) { return fmt::format(R"("total": {})", amount(19'999, s)); });
  fields.emplace_back(250, 403, [](auto& s) {
    return fmt::format(R"("number": "INV-2025-{:06}")", number_between(1, 999'999, s));
  });
  fields.emplace_back(6, 404,
                      [](auto& s) { return fmt::format(R"("currency": "{}")", currency(s)); });
  fields.emplace_back(200, 405,
                      [](auto& s) { return fmt::format(R"("customer": "{}")", company_name(s)); });
  return {.type = "Invoice",
          .life_cycle = {.created = "InvoiceIssued",
                         .modifications = modifications,
                         .paused = "InvoiceDisputed",
                         .resumed = "InvoiceDisputeSettled",
                         .completion = completion,
                         .abandoned = "InvoiceWrittenOff"},
          .payload = {.fields = std::move(fields),
                      .list_start = R"(, "line_items": [)",
                      .items = FragmentPool{256, 406, line_item},
                      .text_start = R"(, "payment_terms": ")",
                      .text = TextPool{{subjects, verbs, objects, circumstances}, 407}}};
}

}  // namespace eventstore
