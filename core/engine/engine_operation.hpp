// An operation of the catalogue, prepared on a connection and filled by the sources of its
// parameters.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/cases/operation_call.hpp"
#include "core/catalogue/operation.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/tracking_token.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::engine {

/// What a request holds, so that a parameter may be filled from it; to be combined with |.
enum class Given : unsigned {
  nothing = 0,
  tenant = 1,
  aggregate = 2,  ///< With its tenant.
  events = 4,     ///< With their aggregate and its tenant.
  token = 8,
  snapshot = 16,
  event_id = 32,
  timestamp = 64,
  from_sequence = 128,
  batch = 256,
};
[[nodiscard]] constexpr Given operator|(Given one, Given other) {
  return static_cast<Given>(static_cast<unsigned>(one) | static_cast<unsigned>(other));
}

/// One value for each source that the engine knows; an operation takes what it asks for.  What is
/// pointed to must outlive the call.
struct CallValues {
  const Tenant* tenant = nullptr;            ///< tenant.*, where there is no aggregate.
  const AggregateName* aggregate = nullptr;  ///< aggregate.*, tenant.*
  const Append* append = nullptr;            ///< events.*, aggregate.*, tenant.*
  const TrackingToken* token = nullptr;      ///< token.position, .transaction_id, .gaps
  const NewSnapshot* snapshot = nullptr;     ///< The same with snapshot.*
  std::int64_t timestamp_us = 0;             ///< token.timestamp
  std::string_view event_id;                 ///< event.id
  std::int64_t from_sequence = 1;            ///< case.from
  std::int64_t batch = 0;                    ///< case.batch
};

class EngineOperation {
 public:
  /// Prepares it.  `wire` and `operation` must outlive this; `given` is what all of its calls will
  /// hold.  Throws UsageError naming FILE:LINE when a parameter comes from another source, and
  /// Failure when the server refuses the statement.
  EngineOperation(pg::Wire& wire, const catalogue::Operation& operation, Given given,
                  pg::ResultFormat format);

  [[nodiscard]] cases::CallResult run(const CallValues& values);

  /// As OperationCall::run_streamed.
  [[nodiscard]] cases::CallResult run_streamed(const CallValues& values,
                                               const std::function<bool(const pg::Reply&)>& visit);

  /// As OperationCall::take_reply.
  [[nodiscard]] std::optional<pg::Reply> take_reply(std::size_t step = 0) {
    return call_.take_reply(step);
  }

  [[nodiscard]] const catalogue::Operation& operation() const { return operation_; }

 private:
  using Filler = pg::Value (*)(const CallValues&);
  [[nodiscard]] static Filler filler_of(const catalogue::Operation& operation,
                                        const catalogue::Parameter& parameter, Given given);
  void fill(const CallValues& values);

  const catalogue::Operation& operation_;
  std::vector<Filler> fillers_;  ///< In the order of the operation's parameters.
  cases::OperationCall call_;
  cases::Arguments arguments_;
};

}  // namespace eventstore::engine
