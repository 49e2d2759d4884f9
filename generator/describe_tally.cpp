#include "generator/describe_tally.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace eventstore::seed {

namespace {

/// The id that metadata hold under `key`, which is given with its quotes and colon.
std::string_view id_under(std::string_view key, std::string_view metadata) {
  constexpr std::size_t id_octets = 36;
  const std::size_t at = metadata.find(key);
  return at == std::string_view::npos ? std::string_view{}
                                      : metadata.substr(at + key.size(), id_octets);
}

}  // namespace

void RowTally::add(const Plan& plan, const PlannedEvent& planned, const Event& event) {
  ++events;
  const auto octets = static_cast<std::int64_t>(event.payload.size());
  ClassTotal& total = classes[static_cast<std::size_t>(
      payload_class_of_size(event.payload.size(), plan.shape.payloads))];
  ++total.events;
  total.bytes += octets;
  ++sizes[octets];
  ++types[{event.aggregate_type, event.event_type}];
  add_time(event.timestamp_us);
  add_chain(plan, planned, event);
  std::int64_t& last = last_positions_[planned.aggregate];
  if (last > 0) gaps.push_back(event.position - last - 1);
  last = event.position;
}

void RowTally::add_time(std::int64_t unix_us) {
  using std::chrono::days, std::chrono::hours, std::chrono::microseconds;
  const std::chrono::sys_time<microseconds> time{microseconds{unix_us}};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  ++this->hours[static_cast<std::size_t>(std::chrono::floor<hours>(time - day).count())];
  ++weekdays[std::chrono::weekday{day}.iso_encoding() - 1];
  ++months[{int{date.year()}, unsigned{date.month()}}];
  if (events == 1) first_us = unix_us;
  if (unix_us < last_us) ++backwards;
  last_us = unix_us;
}

void RowTally::add_chain(const Plan& plan, const PlannedEvent& planned, const Event& event) {
  // Ids sort by time, as text too.
  const std::string own = to_text(event.event_id);
  const std::string_view cause = id_under(R"("causation_id": ")", event.metadata);
  if (cause != own) ++caused;
  if (cause > own) ++caused_later;

  const std::uint32_t tenant = plan.aggregates[planned.aggregate].tenant;
  const std::string_view correlation = id_under(R"("correlation_id": ")", event.metadata);
  Chain& chain = chains[std::hash<std::string_view>{}(correlation)];
  if (chain.events++ == 0) {
    chain.aggregate = planned.aggregate;
    chain.tenant = tenant;
  }
  if (chain.aggregate != planned.aggregate) chain.leads_on = true;
  if (chain.tenant != tenant) chain.leaves_tenant = true;
}

}  // namespace eventstore::seed
