#include "generator/describe_rows.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/events/payload_profile.hpp"
#include "core/tool/numbers.hpp"
#include "generator/describe_buckets.hpp"
#include "generator/describe_plan.hpp"
#include "generator/literal_text.hpp"

namespace eventstore::seed {

namespace {

/// A table of counts, with their shares and bars.
class CountTable {
 public:
  CountTable(const std::string& title, const std::string& noun, std::int64_t all)
      : table_{{{.title = title},
                {.title = noun, .align = Align::right},
                {.title = "share", .align = Align::right}},
               noun},
        all_(all) {}

  void add(const std::string& label, std::int64_t count) {
    table_.add_row({{label}, {grouped(count)}, {percent_text(count, all_)}},
                   static_cast<double>(count));
  }

  void add(const Buckets& buckets) {
    for (const Buckets::Bucket& bucket : buckets.filled()) add(bucket.label, bucket.count);
  }

  [[nodiscard]] std::string text(const DescribeStyle& style) const {
    return table_.text(style.terminal, style.bars);
  }

 private:
  BarTable table_;
  std::int64_t all_;
};

/// Octets in the largest fifth of the payloads.
std::int64_t octets_of_largest_fifth(const RowTally& tally) {
  std::int64_t left = (tally.events + 4) / 5;
  std::int64_t octets = 0;
  for (auto size = tally.sizes.rbegin(); size != tally.sizes.rend() && left > 0; ++size) {
    const std::int64_t taken = std::min(left, size->second);
    octets += taken * size->first;
    left -= taken;
  }
  return octets;
}

std::string time_text(std::int64_t unix_us) {
  constexpr std::size_t to_the_minute = 16;
  std::string text;
  append_timestamp(text, unix_us);
  return text.substr(0, to_the_minute);
}

}  // namespace

std::string describe_payloads(const RowTally& tally, const DescribeStyle& style) {
  Buckets sizes{1, 100, 200, 501, 1000, 2000, 5000, 10'001, 20'001, 50'001, 100'002};
  for (const auto& [octets, events] : tally.sizes) sizes.add(octets, events, octets * events);
  BarTable buckets{{{.title = "octets", .align = Align::right},
                    {.title = "events", .align = Align::right},
                    {.title = "share", .align = Align::right},
                    {.title = "of bytes", .align = Align::right}},
                   "events"};
  for (const Buckets::Bucket& bucket : sizes.filled()) {
    buckets.add_row({{bucket.label},
                     {grouped(bucket.count)},
                     {percent_text(bucket.count, tally.events)},
                     {percent_text(bucket.weight, sizes.weight())}},
                    static_cast<double>(bucket.count));
  }
  BarTable classes{{{.title = "payload"},
                    {.title = "events", .align = Align::right},
                    {.title = "share", .align = Align::right},
                    {.title = "bytes", .align = Align::right},
                    {.title = "of bytes", .align = Align::right}},
                   "of bytes"};
  for (std::size_t i = 0; i < tally.classes.size(); ++i) {
    const ClassTotal& total = tally.classes[i];
    classes.add_row({{std::string{name_of(static_cast<PayloadClass>(i))}},
                     {grouped(total.events)},
                     {percent_text(total.events, tally.events)},
                     {bytes_text(static_cast<double>(total.bytes))},
                     {percent_text(total.bytes, sizes.weight())}},
                    static_cast<double>(total.bytes));
  }
  return fmt::format(
      "Payloads, in octets of JSON text\n{}\n{}"
      "the largest 20 % of the events hold {} of the bytes; {} on average\n\n",
      buckets.text(style.terminal, style.bars), classes.text(style.terminal, style.bars),
      percent_text(octets_of_largest_fifth(tally), sizes.weight()),
      bytes_text(static_cast<double>(sizes.weight()) / static_cast<double>(tally.events)));
}

std::string describe_times(const RowTally& tally, const DescribeStyle& style) {
  constexpr std::array<const char*, 7> names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                             "Friday", "Saturday", "Sunday"};
  CountTable hours{"hour", "events", tally.events};
  CountTable weekdays{"weekday", "events", tally.events};
  CountTable months{"month", "events", tally.events};
  for (std::size_t i = 0; i < tally.hours.size(); ++i) {
    hours.add(fmt::format("{:02}:00", i), tally.hours[i]);
  }
  for (std::size_t i = 0; i < names.size(); ++i) weekdays.add(names[i], tally.weekdays[i]);
  for (const auto& [month, events] : tally.months) {
    months.add(fmt::format("{}-{:02}", month.first, month.second), events);
  }
  return fmt::format(
      "Times, UTC\n{}\n{}\n{}from {} to {};\n{} than the one before it\n\n", hours.text(style),
      weekdays.text(style), months.text(style), time_text(tally.first_us), time_text(tally.last_us),
      tally.backwards == 0 ? "no event is older"
                           : fmt::format("{} older", counted(tally.backwards, "event")));
}

std::string describe_types(const RowTally& tally, const DescribeStyle& style) {
  constexpr std::size_t width = 20;
  BarTable table{{{.title = "aggregate"},
                  {.title = "event"},
                  {.title = "events", .align = Align::right},
                  {.title = "share", .align = Align::right}},
                 "events",
                 width};
  std::string_view aggregate;
  for (const auto& [type, events] : tally.types) {
    const std::string_view shown = type.first == aggregate ? std::string_view{} : type.first;
    aggregate = type.first;
    table.add_row({{std::string{shown}},
                   {std::string{type.second}},
                   {grouped(events)},
                   {percent_text(events, tally.events)}},
                  static_cast<double>(events));
  }
  return "Event types\n" + table.text(style.terminal, style.bars) + "\n";
}

std::string describe_chains(const RowTally& tally, const DescribeStyle& style) {
  Buckets lengths{1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 33, 1001};
  std::int64_t lead_on = 0, leave = 0;
  for (const auto& [correlation, chain] : tally.chains) {
    lengths.add(chain.events);
    if (chain.leads_on) ++lead_on;
    if (chain.leaves_tenant) ++leave;
  }
  CountTable table{"events", "chains", lengths.count()};
  table.add(lengths);
  return fmt::format(
      "Chains: the events that one request led to\n{}"
      "{} of the events have a cause; {} of it\n"
      "{} of the chains lead to another aggregate, {} to another tenant\n\n",
      table.text(style), percent_text(tally.caused, tally.events),
      tally.caused_later == 0 ? "none is ahead"
                              : fmt::format("{} ahead", counted(tally.caused_later, "event")),
      percent_text(lead_on, lengths.count()), leave == 0 ? "none" : grouped(leave));
}

std::string describe_interleaving(const RowTally& tally, const DescribeStyle& style) {
  Buckets buckets{0, 1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000};
  for (const std::int64_t gap : tally.gaps) buckets.add(gap);
  CountTable table{"others", "pairs", std::ssize(tally.gaps)};
  table.add(buckets);
  std::string median = "no aggregate has two events";
  if (!tally.gaps.empty()) {
    std::vector<std::int64_t> gaps = tally.gaps;
    const auto middle = gaps.begin() + std::ssize(gaps) / 2;
    std::nth_element(gaps.begin(), middle, gaps.end());
    median = fmt::format("median {}", counted(*middle, "other event"));
  }
  return fmt::format("Interleaving: other events between two of an aggregate\n{}{}\n\n",
                     table.text(style), median);
}

}  // namespace eventstore::seed
