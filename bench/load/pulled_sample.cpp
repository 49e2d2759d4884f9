#include "bench/load/pulled_sample.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "core/random/random.hpp"

namespace eventstore::load {

namespace {

/// {"a","b"}
std::string array_text(const std::vector<Pulled>& events) {
  std::string text = "{";
  for (const Pulled& event : events) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char c : event.event_id) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

}  // namespace

void PulledSample::see(std::string_view event_id, std::string_view tenant) {
  const std::lock_guard lock{mutex_};
  ++seen_;
  if (events_.size() < kept_) {
    events_.push_back({.event_id = std::string{event_id}, .tenant = std::string{tenant}});
    return;
  }
  const std::uint64_t place = below(next_bits(random_), seen_);
  if (place >= kept_) return;
  events_[place] = {.event_id = std::string{event_id}, .tenant = std::string{tenant}};
}

PulledCounts check_pulled_tenants(const pg::Database& database,
                                  const catalogue::StoreProfile& store, const PulledSample& sample,
                                  Violations& violations) {
  PulledCounts counts;
  if (sample.events().empty()) return counts;
  pg::Session session{database, pg::SessionUse::audit};
  const auto column = [&](const char* canonical) {
    return session.identifier(store.events.columns.at(canonical));
  };
  const bool has_key = store.events.columns.contains("tenant_key");
  const std::string statement =
      fmt::format(fmt::runtime(catalogue::harness_sql("load_event_tenants")),
                  fmt::arg("id", column("event_id")),
                  fmt::arg("tenant", column(has_key ? "tenant_key" : "tenant_id")),
                  fmt::arg("events", session.identifier(store.events.table)));
  const pg::Rows rows = session.run(statement, {{array_text(sample.events())}});
  std::unordered_map<std::string, std::string> tenants;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    tenants.emplace(rows.text(row, "event_id"), rows.text(row, "tenant"));
  }
  for (const Pulled& event : sample.events()) {
    const auto found = tenants.find(event.event_id);
    if (found == tenants.end()) continue;
    ++counts.looked_up;
    if (found->second == event.tenant) continue;
    ++counts.others;
    violations.report(Violation::other_tenant,
                      fmt::format("a read of tenant {} returned event {}, which is tenant {}'s",
                                  event.tenant, event.event_id, found->second));
  }
  return counts;
}

}  // namespace eventstore::load
