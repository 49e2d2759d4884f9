#include "core/engine/append_in_doubt.hpp"

#include "core/random/random.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::engine {

namespace {

bool is_ours(const FoundEvent& found, const Append& append) {
  return !found.event.empty() && found.event[0].aggregate_id == append.aggregate.id &&
         found.event[0].sequence_number == append.expected_version + 1;
}

/// Whether an event follows the expected version: then an earlier attempt that is still on its way
/// has no place left.
CallResult look_for_next_version(EventStorageEngine& engine, const Append& append, bool& is_taken) {
  return engine.stream_aggregate(append.aggregate, append.expected_version + 1,
                                 [&](const StoredEvent&) {
                                   is_taken = true;
                                   return false;
                                 });
}

/// One attempt; `in_doubt` says whether an earlier one may have been stored, and afterwards whether
/// one still may.
CallResult attempt(EventStorageEngine& engine, const Append& append, bool& in_doubt) {
  CallResult result = engine.append_events(append);
  if (result.in_doubt) in_doubt = true;
  const bool was_refused =
      result.outcome == Outcome::version_conflict || result.outcome == Outcome::duplicate_event;
  if (result.outcome == Outcome::ok) in_doubt = false;
  if (!in_doubt || !was_refused) return result;

  const FoundEvent found = engine.find_event(append.aggregate.tenant, append.events.front().id);
  if (found.call.outcome != Outcome::ok) return found.call;
  if (is_ours(found, append)) {
    in_doubt = false;
    return {};
  }
  bool is_taken = false;
  const CallResult looked = look_for_next_version(engine, append, is_taken);
  if (looked.outcome != Outcome::ok) return looked;
  in_doubt = !is_taken;
  return result;
}

}  // namespace

AppendEnd append_and_resolve(const EngineSource& engines, const Append& append,
                             const RetryPolicy& policy, std::uint64_t random_seed,
                             AttemptCounts& counts, const Sleep& sleep, cases::CallErrors* errors) {
  AppendEnd end;
  while (true) {
    ++end.attempts;
    CallResult result;
    const Outcome source = engines(
        [&](EventStorageEngine& engine) { result = attempt(engine, append, end.in_doubt); });
    end.outcome = source == Outcome::ok ? result.outcome : source;
    end.message = result.message;
    counts.add(end.attempts, end.outcome);
    if (errors != nullptr && source == Outcome::ok) errors->add(result);
    const bool is_lost_but_not_stored =
        end.outcome == Outcome::connection_lost && source == Outcome::ok;
    const bool goes_on = end.in_doubt || may_retry(end.outcome) || is_lost_but_not_stored;
    if (!goes_on || end.attempts >= policy.attempts) return end;
    stop_if_interrupted();
    sleep(wait_before(policy, end.attempts + 1,
                      random_bits(random_seed, static_cast<std::uint64_t>(end.attempts))));
  }
}

}  // namespace eventstore::engine
