#include "core/cases/bound_case.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <random>

#include <fmt/format.h>

#include "core/cases/seeded_payloads.hpp"
#include "core/events/content.hpp"
#include "core/random/random.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::cases {

using catalogue::Case;
using catalogue::Operation;
using catalogue::Parameter;
using dataset::AggregateSubject;
using dataset::Manifest;
using dataset::TenantSubject;
using dataset::Token;
using dataset::TokenSubjects;
using pg::Value;

namespace {

std::int64_t current_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

std::string setting(const Case& which, const std::string& name, const std::string& otherwise) {
  const auto found = which.settings.find(name);
  return found == which.settings.end() ? otherwise : found->second;
}

bool takes(const Operation& operation, std::string_view family, std::string_view field = "") {
  return std::any_of(operation.parameters.begin(), operation.parameters.end(), [&](auto& p) {
    return p.source.family == family && (field.empty() || p.source.field == field);
  });
}

Token token_named(const TokenSubjects& tokens, const std::string& name) {
  return name == "tail" ? tokens.tail : name == "middle" ? tokens.middle : tokens.head;
}

/// A case's own setting as the value of a parameter of this type.
Value value_of_setting(const Operation& operation, const Case& which, const Parameter& parameter) {
  using Type = catalogue::ParameterType;
  const std::string& text = which.settings.at(parameter.source.field);
  const bool is_number = parameter.type == Type::integer || parameter.type == Type::bigint ||
                         parameter.type == Type::xid8;
  if (!is_number) return text;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw UsageError(fmt::format("{}:{}: {}={} must be a number, as parameter '{}' is {}",
                                 operation.file, which.line, parameter.source.field, text,
                                 parameter.name, pg::type_name(parameter.type)));
  }
  return number;
}

std::optional<std::int64_t> value_in(const std::map<std::string, std::int64_t>& values,
                                     const std::string& key) {
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<std::int64_t> Progress::version_of(const std::string& aggregate_id) const {
  const std::lock_guard lock{mutex_};
  return value_in(versions_, aggregate_id);
}

std::optional<std::int64_t> Progress::snapshot_of(const std::string& aggregate_id) const {
  const std::lock_guard lock{mutex_};
  return value_in(snapshots_, aggregate_id);
}

void Progress::set_version(const std::string& aggregate_id, std::int64_t version) {
  const std::lock_guard lock{mutex_};
  versions_[aggregate_id] = version;
}

void Progress::set_snapshot(const std::string& aggregate_id, std::int64_t sequence_number) {
  const std::lock_guard lock{mutex_};
  snapshots_[aggregate_id] = sequence_number;
}

/// Whom the case asks for, and how far its aggregates have come.
struct BoundCase::Subject {
  Operation operation;
  Case which;
  std::uint64_t seed = 0;
  PayloadProfile payloads;     // What is appended looks like what is there.
  std::uint64_t state = 0;     // Of the sequence of picks.
  std::uint64_t next_new = 0;  // Number of the next new aggregate or event.
  std::int32_t tenant_key = 0;
  std::string tenant_id;
  Token token;
  std::vector<AggregateSubject> aggregates;
  std::vector<std::string> event_ids;
  std::size_t current = 0;  // Index into aggregates.
  std::int64_t batch = 0;   // Events of one append.
  std::int64_t now_us = 0;  // Of the call.
  EventIds make_ids;        // Where somebody wants to know the events again;
  std::vector<Uuid> ids;    // those of the call.
  Arguments arguments;
  Progress* progress = nullptr;

  AggregateSubject& aggregate() { return aggregates[current]; }
  void pick();
  Value value_of(const Parameter& parameter);
  Value value_of_aggregate(const std::string& field);
  Value value_of_events(const std::string& field);
  Value value_of_snapshot(const std::string& field);
  std::int64_t version();
  std::int64_t snapshot_sequence();
  std::int64_t expected_version();
  EventKey key(std::int64_t sequence_number) const {
    return {.seed = seed, .aggregate = next_new, .sequence_number = sequence_number, .length = 0};
  }
};

void BoundCase::Subject::pick() {
  ++next_new;
  now_us = current_us();
  if (make_ids && batch > 0) ids = make_ids(static_cast<std::size_t>(batch), now_us);
  const std::string kind = setting(which, "aggregate", "existing");
  if (kind == "existing") {
    if (!aggregates.empty()) current = below(next_bits(state), aggregates.size());
    return;
  }
  current = 0;
  aggregates = {{.id = to_text(aggregate_id(seed, next_new)),
                 .type = std::string{aggregate_type(seed, next_new)},
                 .version = 0}};
}

std::int64_t BoundCase::Subject::version() {
  return progress->version_of(aggregate().id).value_or(aggregate().version);
}

std::int64_t BoundCase::Subject::expected_version() {
  const std::string kind = setting(which, "version", "expected");
  return kind == "stale" ? version() - 1 : kind == "future" ? version() + 1 : version();
}

std::int64_t BoundCase::Subject::snapshot_sequence() {
  if (setting(which, "snapshot", "newer") != "newer") return 1;
  return 1 + progress->snapshot_of(aggregate().id).value_or(aggregate().version);
}

Value BoundCase::Subject::value_of_aggregate(const std::string& field) {
  if (field == "id") return aggregate().id;
  if (field == "type") return aggregate().type;
  if (field == "stream_id") return aggregate().type + "-" + aggregate().id;
  return version();
}

Value BoundCase::Subject::value_of_events(const std::string& field) {
  const std::int64_t before = expected_version();
  if (field == "expected_version") return before;
  std::vector<std::string> texts;
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 1; i <= batch; ++i) {
    const EventKey event = key(before + i);
    const Uuid id = make_ids ? ids[static_cast<std::size_t>(i - 1)] : event_id(event, now_us);
    if (field == "ids") texts.push_back(to_text(id));
    if (field == "types") texts.emplace_back(event_type(event));
    if (field == "payload_revisions") texts.emplace_back(payload_revision(event));
    if (field == "sequence_numbers") numbers.push_back(before + i);
    if (field == "timestamps") numbers.push_back(now_us);
    if (field == "metadata") append_metadata(texts.emplace_back(), event, id, id);
    if (field == "payloads") append_payload(texts.emplace_back(), event, payloads);
  }
  if (numbers.empty()) return texts;
  return numbers;
}

Value BoundCase::Subject::value_of_snapshot(const std::string& field) {
  const std::int64_t sequence_number = snapshot_sequence();
  if (field == "sequence_number") return sequence_number;
  std::string state_text;
  append_snapshot_state(state_text, key(sequence_number), payloads);
  return state_text;
}

Value BoundCase::Subject::value_of(const Parameter& parameter) {
  const auto& [family, field] = parameter.source;
  if (family == "tenant") {
    if (field == "id") return tenant_id;
    return std::int64_t{tenant_key};
  }
  if (family == "aggregate") return value_of_aggregate(field);
  if (family == "events") return value_of_events(field);
  if (family == "snapshot") return value_of_snapshot(field);
  if (family == "token") {
    if (field == "gaps") return std::vector<std::int64_t>{};  // Seeded events leave none.
    return field == "position"         ? token.position
           : field == "transaction_id" ? token.transaction_id
                                       : token.timestamp_us;
  }
  if (family == "event") {
    if (setting(which, "event", "known") == "known") {
      return event_ids[below(next_bits(state), event_ids.size())];
    }
    return to_text(uuid_v4(next_bits(state), next_bits(state)));
  }
  if (family == "case") return value_of_setting(operation, which, parameter);
  return std::monostate{};
}

namespace {

/// The number of the first new aggregate or event; seeded ones are far below.
std::uint64_t first_new(const Operation& operation, const Case& which, NewIds new_ids) {
  constexpr std::uint64_t first = std::uint64_t{1} << 60U;
  if (new_ids == NewIds::of_this_run) {
    std::random_device entropy;
    return first + (std::uint64_t{entropy()} << 24U);
  }
  // Cases have ids of their own: what one leaves behind is not in the next one's way.
  std::uint64_t bits = 0;
  for (const char c : operation.title() + "/" + which.name) {
    bits = random_bits(bits, static_cast<unsigned char>(c));
  }
  return first + ((bits >> 32U) << 24U);
}

/// Finds the tenant's part of the subject; the reason when the data do not hold it.
std::string missing_aggregates(const Operation& operation, const Case& which,
                               const TenantSubject& tenant,
                               std::vector<AggregateSubject>& aggregates) {
  const bool asks_for_one =
      takes(operation, "aggregate") || takes(operation, "events") || takes(operation, "snapshot");
  if (!asks_for_one || setting(which, "aggregate", "existing") != "existing") return "";
  const std::string length = setting(which, "length", "");
  const auto found = tenant.aggregates_by_version.find(std::stoll(length));
  if (found == tenant.aggregates_by_version.end() || found->second.empty()) {
    return fmt::format("the {} tenant has no known aggregate of exactly {} event{}",
                       which.settings.at("tenant"), length, length == "1" ? "" : "s");
  }
  aggregates = found->second;
  return "";
}

/// Leaves one of several writers the aggregates that are its own; the reason when there are too
/// few.
std::string keep_share(const Operation& operation, std::vector<AggregateSubject>& aggregates,
                       const Share& share) {
  const bool shares = share.of > 1 && operation.writes() && !aggregates.empty();
  if (!shares) return "";
  if (aggregates.size() < share.of) {
    return fmt::format("{} known {}, fewer than threads that write to {}", aggregates.size(),
                       aggregates.size() == 1 ? "aggregate" : "aggregates",
                       aggregates.size() == 1 ? "it" : "them");
  }
  std::vector<AggregateSubject> own;
  for (std::size_t i = share.index; i < aggregates.size(); i += share.of) {
    own.push_back(aggregates[i]);
  }
  aggregates = std::move(own);
  return "";
}

/// A case that knows how many events follow its aggregate's snapshot; the reason when the data have
/// their snapshots elsewhere.
std::string missing_tail(const Case& which, const Manifest& manifest) {
  const std::string tail = setting(which, "tail", "");
  if (tail.empty() || setting(which, "aggregate", "existing") != "existing") return "";
  const std::int64_t every = manifest.options.value("snapshot_every", std::int64_t{0});
  const std::int64_t length = std::stoll(setting(which, "length", "0"));
  const std::int64_t found = every == 0 ? length : length < every ? length : length % every;
  if (std::stoll(tail) == found) return "";
  return fmt::format("the data have {}, which leaves {} events after that of {}, not {}",
                     every == 0 ? "no snapshots" : fmt::format("a snapshot every {} events", every),
                     found, length, tail);
}

}  // namespace

std::variant<BoundCase, NotApplicable> BoundCase::bind(const Operation& operation,
                                                       const Case& which, const Manifest& manifest,
                                                       Progress& progress, std::uint64_t seed,
                                                       Share share, NewIds new_ids) {
  check_sources(operation);
  auto subject = std::make_unique<Subject>();
  subject->operation = operation;
  subject->which = which;
  subject->progress = &progress;
  subject->seed = subject->state = seed;
  subject->payloads = payloads_of(manifest);
  subject->next_new = first_new(operation, which, new_ids);
  subject->batch = std::stoll(setting(which, "events", "0"));
  subject->token = token_named(manifest.tokens, setting(which, "token", "tail"));
  if (const auto wanted = which.settings.find("tenant"); wanted != which.settings.end()) {
    const auto found = manifest.subjects.find(wanted->second);
    if (found == manifest.subjects.end()) {
      return NotApplicable{fmt::format("the data have no {} tenant", wanted->second)};
    }
    const TenantSubject& tenant = found->second;
    subject->tenant_key = tenant.key;
    subject->tenant_id = tenant.id;
    subject->token = token_named(tenant.tokens, setting(which, "token", "tail"));
    subject->event_ids = tenant.event_ids;
    const std::string missing = missing_aggregates(operation, which, tenant, subject->aggregates);
    if (!missing.empty()) return NotApplicable{missing};
    const std::string too_few = keep_share(operation, subject->aggregates, share);
    if (!too_few.empty()) return NotApplicable{too_few};
    const std::string other_tail = missing_tail(which, manifest);
    if (!other_tail.empty()) return NotApplicable{other_tail};
    if (takes(operation, "event") && tenant.event_ids.empty()) {
      return NotApplicable{fmt::format("the {} tenant has no events", wanted->second)};
    }
  }
  return BoundCase{std::move(subject)};
}

BoundCase::BoundCase(std::unique_ptr<Subject> subject) : subject_(std::move(subject)) {}
BoundCase::BoundCase(BoundCase&&) noexcept = default;
BoundCase& BoundCase::operator=(BoundCase&&) noexcept = default;
BoundCase::~BoundCase() = default;

void BoundCase::set_event_ids(EventIds ids) {
  subject_->make_ids = std::move(ids);
}

const Arguments& BoundCase::next() {
  subject_->pick();
  subject_->arguments.clear();
  for (const Parameter& parameter : subject_->operation.parameters) {
    subject_->arguments.push_back(subject_->value_of(parameter));
  }
  return subject_->arguments;
}

void BoundCase::finished(Outcome outcome) {
  Subject& subject = *subject_;
  if (!subject.operation.writes()) return;  // It asks for a version, and leaves it as it is.
  if (outcome != Outcome::ok || subject.aggregates.empty()) return;
  if (setting(subject.which, "aggregate", "existing") != "existing") return;  // Never met again.
  const std::string& id = subject.aggregate().id;
  if (takes(subject.operation, "events")) {
    subject.progress->set_version(id, subject.version() + subject.batch);
  }
  if (takes(subject.operation, "snapshot")) {
    subject.progress->set_snapshot(id, subject.snapshot_sequence());
  }
}

}  // namespace eventstore::cases
