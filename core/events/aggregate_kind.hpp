// A kind of aggregate: its life cycle, and what its payloads look like.  One file in kinds/ each.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/events/fragment_pool.hpp"

namespace eventstore {

/// A small state machine in the form of a path:
///
///   created -> open, where modifications leave it open and `paused` ... `resumed` is a detour;
///   then `completion`, one event after the other, or `abandoned` at once; both are final.
///
/// The state after any number of events is known without walking there.
struct LifeCycle {
  std::string_view created;
  std::span<const std::string_view> modifications;
  std::string_view paused;
  std::string_view resumed;
  std::span<const std::string_view> completion;
  std::string_view abandoned;
};

/// An object of some fields, then (from medium size on) a list, then a text that fills it up.
/// Keys stand in jsonb's order: fields, list, text, each by length and then by bytes.
struct PayloadShape {
  std::vector<FragmentPool> fields;  ///< `"key": value`.
  std::string list_start;            ///< `, "key": [`
  FragmentPool items;
  std::string text_start;  ///< `, "key": "`
  TextPool text;
};

struct AggregateKind {
  std::string_view type;
  LifeCycle life_cycle;
  PayloadShape payload;
};

/// User, Order, Product, Invoice, Ticket.
[[nodiscard]] const std::array<AggregateKind, 5>& aggregate_kinds();

[[nodiscard]] const AggregateKind& kind_of(std::uint64_t seed, std::uint64_t aggregate);

[[nodiscard]] AggregateKind user_kind();
[[nodiscard]] AggregateKind order_kind();
[[nodiscard]] AggregateKind product_kind();
[[nodiscard]] AggregateKind invoice_kind();
[[nodiscard]] AggregateKind ticket_kind();

}  // namespace eventstore
