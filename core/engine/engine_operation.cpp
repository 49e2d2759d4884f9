#include "core/engine/engine_operation.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::engine {

using catalogue::Operation;
using catalogue::Parameter;
using pg::Value;

namespace {

struct SourceFiller {
  std::string_view family;
  std::string_view field;
  Given needs;
  Value (*value)(const CallValues&);
};

const AggregateName& aggregate_of(const CallValues& values) {
  return values.append != nullptr     ? values.append->aggregate
         : values.snapshot != nullptr ? values.snapshot->aggregate
                                      : *values.aggregate;
}

const Tenant& tenant_of(const CallValues& values) {
  return values.tenant != nullptr ? *values.tenant : aggregate_of(values).tenant;
}

std::int64_t now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

template <typename Member>
std::vector<std::string> texts(const CallValues& values, Member member) {
  std::vector<std::string> result;
  result.reserve(values.append->events.size());
  for (const NewEvent& event : values.append->events) result.push_back(event.*member);
  return result;
}

Value sequence_numbers(const CallValues& values) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < values.append->events.size(); ++i) {
    numbers.push_back(values.append->expected_version + static_cast<std::int64_t>(i) + 1);
  }
  return numbers;
}

Value timestamps(const CallValues& values) {
  std::vector<std::int64_t> numbers;
  const std::int64_t now = now_us();
  for (const NewEvent& event : values.append->events) {
    numbers.push_back(event.timestamp_us != 0 ? event.timestamp_us : now);
  }
  return numbers;
}

/// Every source of core/cases/sources.cpp that can be asked for without a case, and the two
/// settings of cases that are a request's own.
constexpr std::array source_fillers{
    SourceFiller{"tenant", "key", Given::tenant,
                 [](const CallValues& v) -> Value { return tenant_of(v).key; }},
    SourceFiller{"tenant", "id", Given::tenant,
                 [](const CallValues& v) -> Value { return tenant_of(v).id; }},
    SourceFiller{"aggregate", "id", Given::aggregate,
                 [](const CallValues& v) -> Value { return aggregate_of(v).id; }},
    SourceFiller{"aggregate", "type", Given::aggregate,
                 [](const CallValues& v) -> Value { return aggregate_of(v).type; }},
    SourceFiller{"aggregate", "stream_id", Given::aggregate,
                 [](const CallValues& v) -> Value {
                   return aggregate_of(v).type + "-" + aggregate_of(v).id;
                 }},
    SourceFiller{"aggregate", "version", Given::events,
                 [](const CallValues& v) -> Value { return v.append->expected_version; }},
    SourceFiller{"token", "position", Given::token,
                 [](const CallValues& v) -> Value { return v.token->position; }},
    SourceFiller{"token", "transaction_id", Given::token,
                 [](const CallValues& v) -> Value { return v.token->transaction_id; }},
    SourceFiller{"token", "gaps", Given::token,
                 [](const CallValues& v) -> Value { return v.token->gaps; }},
    SourceFiller{"token", "timestamp", Given::timestamp,
                 [](const CallValues& v) -> Value { return v.timestamp_us; }},
    SourceFiller{"event", "id", Given::event_id,
                 [](const CallValues& v) -> Value { return std::string{v.event_id}; }},
    SourceFiller{"events", "expected_version", Given::events,
                 [](const CallValues& v) -> Value { return v.append->expected_version; }},
    SourceFiller{"events", "ids", Given::events,
                 [](const CallValues& v) -> Value { return texts(v, &NewEvent::id); }},
    SourceFiller{"events", "sequence_numbers", Given::events, sequence_numbers},
    SourceFiller{"events", "types", Given::events,
                 [](const CallValues& v) -> Value { return texts(v, &NewEvent::type); }},
    SourceFiller{
        "events", "payload_revisions", Given::events,
        [](const CallValues& v) -> Value { return texts(v, &NewEvent::payload_revision); }},
    SourceFiller{"events", "timestamps", Given::events, timestamps},
    SourceFiller{"events", "metadata", Given::events,
                 [](const CallValues& v) -> Value { return texts(v, &NewEvent::metadata); }},
    SourceFiller{"events", "payloads", Given::events,
                 [](const CallValues& v) -> Value { return texts(v, &NewEvent::payload); }},
    SourceFiller{"snapshot", "sequence_number", Given::snapshot,
                 [](const CallValues& v) -> Value { return v.snapshot->sequence_number; }},
    SourceFiller{"snapshot", "payload", Given::snapshot,
                 [](const CallValues& v) -> Value { return v.snapshot->payload; }},
    SourceFiller{"case", "from", Given::from_sequence,
                 [](const CallValues& v) -> Value { return v.from_sequence; }},
    SourceFiller{"case", "batch", Given::batch,
                 [](const CallValues& v) -> Value { return v.batch; }},
};

/// Whether a request with `given` holds `needed`: events come with their aggregate, and that with
/// its tenant.
constexpr bool holds(Given given, Given needed) {
  const auto has = [&](Given one) {
    return (static_cast<unsigned>(given) & static_cast<unsigned>(one)) != 0;
  };
  if (has(needed)) return true;
  const bool has_aggregate = has(Given::aggregate) || has(Given::events) || has(Given::snapshot);
  return (needed == Given::tenant || needed == Given::aggregate) && has_aggregate;
}

pg::Wire& prepared(pg::Wire& wire, const Operation& operation) {
  cases::prepare(wire, operation);
  return wire;
}

}  // namespace

EngineOperation::Filler EngineOperation::filler_of(const Operation& operation,
                                                   const Parameter& parameter, Given given) {
  const auto& [family, field] = parameter.source;
  if (family == "result") return [](const CallValues&) -> Value { return std::monostate{}; };
  for (const SourceFiller& known : source_fillers) {
    if (known.family != family || known.field != field) continue;
    if (holds(given, known.needs)) return known.value;
  }
  throw UsageError(
      fmt::format("{}:{}: the engine has nothing to fill '{}' with: a request for {} "
                  "holds no {}.{}",
                  operation.file, parameter.line, parameter.name, operation.name, family, field));
}

EngineOperation::EngineOperation(pg::Wire& wire, const Operation& operation, Given given,
                                 pg::ResultFormat format)
    : operation_(operation), call_(prepared(wire, operation), operation) {
  for (const Parameter& parameter : operation.parameters) {
    fillers_.push_back(filler_of(operation, parameter, given));
  }
  call_.set_format(format);
}

void EngineOperation::fill(const CallValues& values) {
  arguments_.clear();
  for (const Filler filler : fillers_) arguments_.push_back(filler(values));
  call_.set_arguments(arguments_);
}

cases::CallResult EngineOperation::run(const CallValues& values) {
  fill(values);
  return call_.run();
}

cases::CallResult EngineOperation::run_streamed(
    const CallValues& values, const std::function<bool(const pg::Reply&)>& visit) {
  fill(values);
  return call_.run_streamed(visit);
}

}  // namespace eventstore::engine
