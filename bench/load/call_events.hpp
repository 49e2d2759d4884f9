// The events that a case of the catalogue stores, entered in the ledger.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/load/event_content.hpp"
#include "bench/load/event_ledger.hpp"
#include "core/cases/bound_case.hpp"
#include "core/cases/operation_call.hpp"
#include "core/catalogue/operation.hpp"
#include "core/catalogue/store_profile.hpp"

namespace eventstore::load {

/// For one thread.
class CallEvents {
 public:
  /// `operation` takes events.ids.  All must outlive it.
  CallEvents(const catalogue::Operation& operation, const catalogue::StoreProfile& store,
             EventLedger& ledger);

  /// New numbers of the ledger, as ids: what BoundCase::set_event_ids takes.
  [[nodiscard]] std::vector<Uuid> issue(std::size_t count, std::int64_t timestamp_us);

  /// Enters what a call with these arguments is about to send, with the ids issued last.
  void write(const cases::Arguments& arguments);

  /// What became of it.
  void close(const cases::CallResult& result);

 private:
  [[nodiscard]] const pg::Value* argument(const cases::Arguments& arguments,
                                          std::string_view family, std::string_view field) const;
  [[nodiscard]] std::string text(const cases::Arguments& arguments, std::string_view family,
                                 std::string_view field) const;
  [[nodiscard]] std::int64_t number(const cases::Arguments& arguments, std::string_view family,
                                    std::string_view field) const;

  const catalogue::Operation& operation_;
  EventLedger& ledger_;
  PartSet given_;
  bool has_tenant_key_;
  std::uint64_t first_ = 0;  ///< Of the numbers issued last.
  std::uint64_t count_ = 0;
};

}  // namespace eventstore::load
