#include "generator/row_intake.hpp"

#include <utility>

#include <fmt/format.h>

#include "generator/shape_options.hpp"

namespace eventstore::seed {

void RowComplaint::merge(const RowComplaint& other) {
  if (other.text.empty()) return;
  const bool is_first = text.empty() || other.position < position ||
                        (other.position == position && other.text < text);
  if (is_first) *this = other;
}

RowIntake::RowIntake(const dataset::Manifest& manifest, ReadBack& whole)
    : manifest_(manifest),
      whole_(whole),
      payloads_(shape_of(manifest.options).payloads),
      events_by_tenant_(manifest.tenants.size()) {
  for (std::size_t i = 0; i < manifest.tenants.size(); ++i) {
    tenants_by_key_[manifest.tenants[i].key] = i;
    tenants_by_id_[manifest.tenants[i].id] = i;
  }
}

void RowIntake::begin_row(const Event& row, bool is_event, const Complaint& complaint) {
  event_ = row;
  is_event_ = is_event;
  has_complained_ = false;
  tenant_ = tenant_of_row();
  if (tenant_) event_.tenant_id = manifest_.tenants[*tenant_].id;
  if (!complaint.empty()) complain(complaint);
  if (!tenant_) complain("its tenant is none of the manifest's");
}

std::optional<std::size_t> RowIntake::tenant_of_row() const {
  if (!event_.tenant_id.empty()) {
    const auto found = tenants_by_id_.find(event_.tenant_id);
    return found == tenants_by_id_.end() ? std::nullopt : std::optional{found->second};
  }
  const auto found = tenants_by_key_.find(event_.tenant_key);
  return found == tenants_by_key_.end() ? std::nullopt : std::optional{found->second};
}

void RowIntake::take_event(const Event& event, const Complaint& complaint) {
  begin_row(event, true, complaint);
  const Fingerprint row = hasher_.event(event_);
  totals_.add_event(event_, row, payloads_);
  payload_sizes_.add(event_.payload.size());
  if (tenant_) ++events_by_tenant_[*tenant_];
  if (event_.position < 1 || event_.position > whole_.events) {
    return complain(fmt::format("it is outside of 1 to {}", whole_.events));
  }
  EventSlot& slot = whole_.at(event_.position);
  if (slot.claimed.exchange(1, std::memory_order_relaxed) != 0) {
    return complain("two events stand there");
  }
  slot.timestamp_us = event_.timestamp_us;
  slot.row_bits = row_bits(row);
  slot.sequence_number = static_cast<std::uint16_t>(event_.sequence_number);
  take_type(slot);
  take_chain(slot);
}

void RowIntake::take_type(EventSlot& slot) {
  const auto kind = kind_named(event_.aggregate_type);
  if (!kind) return complain(fmt::format("there is no aggregate type {}", event_.aggregate_type));
  const EventTypes& types = event_types_by_kind()[*kind];
  const auto type = types.code_of(event_.event_type);
  if (!type) {
    return complain(
        fmt::format("{} is no event type of {}", event_.event_type, event_.aggregate_type));
  }
  slot.type = *type;
  slot.aggregate = note_in_aggregate(*kind);
}

void RowIntake::take_chain(EventSlot& slot) {
  if (!chain_.read(event_.metadata)) return complain(chain_.complaint());
  slot.id_bits = id_bits(event_.event_id);
  slot.causation_bits = id_bits(chain_.causation_id());
  slot.correlation_bits = static_cast<std::uint32_t>(id_bits(chain_.correlation_id()));
}

AggregateTable::Number RowIntake::note_in_aggregate(std::uint8_t kind) {
  const auto tenant = static_cast<std::uint16_t>(tenant_.value_or(0));
  return whole_.aggregates.visit(event_.aggregate_id, [&](AggregateRecord& record) {
    if (record.sequences.events == 0) {
      record.tenant = tenant;
      record.kind = kind;
    }
    record.is_mixed |= record.tenant != tenant || record.kind != kind;
    record.sequences.add(event_.sequence_number);
    if (record.snapshot == AggregateRecord::no_snapshot) return;
    SnapshotRecord& snapshot = whole_.snapshots[record.snapshot];
    if (snapshot.version != event_.sequence_number) return;
    snapshot.found.timestamp_us = event_.timestamp_us;
    snapshot.found.latest_bits = text_bits(event_.payload);
  });
}

void RowIntake::take_snapshot(const Event& row, const Complaint& complaint) {
  begin_row(row, false, complaint);
  totals_.add_snapshot(hasher_.snapshot(event_));
  SnapshotRecord snapshot{.tenant = static_cast<std::uint16_t>(tenant_.value_or(0))};
  read_snapshot(event_, snapshot);
  whole_.aggregates.visit(event_.aggregate_id, [&](AggregateRecord& record) {
    if (record.snapshot != AggregateRecord::no_snapshot) complain("it is the second one");
    record.snapshot = static_cast<std::uint32_t>(whole_.snapshots.size());
  });
  whole_.snapshots.push_back(std::move(snapshot));
}

void RowIntake::add_to_whole() {
  whole_.totals += totals_;
  whole_.payload_sizes += payload_sizes_;
  for (std::size_t i = 0; i < events_by_tenant_.size(); ++i) {
    whole_.events_by_tenant[i] += events_by_tenant_[i];
  }
  whole_.first_complaint.merge(first_complaint_);
}

/// Of a row that has several things wrong the first one counts.
void RowIntake::complain(const Complaint& what) {
  if (has_complained_) return;
  has_complained_ = true;
  const std::string row =
      is_event_ ? fmt::format("the event at position {}", event_.position) : "the snapshot";
  first_complaint_.merge(
      {.position = is_event_ ? event_.position : RowComplaint::nowhere,
       .text = fmt::format("{} of aggregate {}: {}", row, to_text(event_.aggregate_id), what)});
}

}  // namespace eventstore::seed
