// The members of what belongs to a plan in a result document.
#pragma once

#include "core/result/document.hpp"
#include "core/result/json_members.hpp"

namespace eventstore::result {

template <typename Visitor, MaybeConst<WorseQuantity> Value>
void visit_members(Visitor&& visit, Value& worse) {
  visit("quantity", worse.quantity);
  visit("before", worse.before);
  visit("after", worse.after);
  visit("limit", worse.limit);
  visit("reason", worse.reason);
  visit("at", worse.at);
  visit("is_specific", worse.is_specific);
}

template <typename Visitor, MaybeConst<RepeatedWork> Value>
void visit_members(Visitor&& visit, Value& work) {
  visit("buffers_spread", work.buffers_spread);
  visit("wal_bytes", work.wal_bytes);
  visit("wal_spread", work.wal_spread);
}

}  // namespace eventstore::result
