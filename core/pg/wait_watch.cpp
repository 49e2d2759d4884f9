#include "core/pg/wait_watch.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>
#include <poll.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/application_name.hpp"
#include "core/pg/holders.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::pg {

using measure::Clock;
using measure::Instant;

namespace {

constexpr std::chrono::milliseconds between_looks{250};

/// The server is asked more seldom than that, unless a signal has come.
constexpr std::chrono::seconds between_questions{1};
constexpr std::chrono::seconds after_failure{2};

/// What is not answered in that time is asked again at the next look.
constexpr std::chrono::seconds longest_answer{2};

void print_line(const std::string& text) {
  std::fflush(stdout);
  fmt::print(stderr, "{}\n", printable_lines(text));
}

std::string text_in(const Reply& reply, int row, const char* column) {
  return std::string{reply.field(row, reply.column_named(column)).value_or("")};
}

int number_in(const Reply& reply, int row, const char* column) {
  const std::string text = text_in(reply, row, column);
  return text.empty() ? 0 : std::stoi(text);
}

/// Whoever holds the lock that the row's session waits for; nothing that says it: no process.
Holder holder_in(const Reply& reply, int row) {
  Holder holder{.kind = text_in(reply, row, "gid").empty() ? HolderKind::session
                                                           : HolderKind::prepared_transaction,
                .database = text_in(reply, row, "database"),
                .name = text_in(reply, row, "gid"),
                .pid = number_in(reply, row, "holder"),
                .role = text_in(reply, row, "role"),
                .application = text_in(reply, row, "application"),
                .state = text_in(reply, row, "state"),
                .process = text_in(reply, row, "process")};
  holder.is_ours = is_own_application(holder.application);
  const double seconds = std::stod(text_in(reply, row, "seconds"));
  if (seconds >= 0.0) holder.seconds = seconds;
  return holder;
}

std::string lock_text(const Reply& reply, int row) {
  const Holder holder = holder_in(reply, row);
  const bool is_known = holder.pid != 0 || !holder.name.empty();
  return fmt::format(
      "waiting for a lock ({}; '{}' of pid {}), which is held by {}",
      text_in(reply, row, "wait_event"), text_in(reply, row, "statement"),
      text_in(reply, row, "pid"),
      is_known ? fmt::format("{}; {}", name_of(holder), remedy_for(holder)) : "somebody unknown");
}

/// Equal for waits that need not be said twice.
std::string lock_key(const Reply& reply, int row) {
  return fmt::format("{} {} {}", text_in(reply, row, "statement"), text_in(reply, row, "holder"),
                     text_in(reply, row, "gid"));
}

std::string pids_of(const std::vector<OpenCall>& calls) {
  std::string pids;
  for (const OpenCall& call : calls) {
    pids += fmt::format("{}{}", pids.empty() ? "" : ",", call.backend_pid);
  }
  return pids;
}

}  // namespace

WaitWatch::WaitWatch(Say say, std::chrono::milliseconds patience)
    : say_(say ? std::move(say) : Say{print_line}), patience_(patience) {
  thread_ = std::thread{[this] { watch(); }};
}

WaitWatch::~WaitWatch() {
  ends_.set();
  thread_.join();
}

void WaitWatch::watch() {
  bool has_signal = false;
  // The signal wakes it, so that calls from before the signal are told from later ones.
  while (!ends_.wait(between_looks, has_signal ? -1 : signal_file())) {
    has_signal = interrupted();
    try {
      look(has_signal);
    } catch (const std::exception&) {
      wire_.reset();  // A server that cannot be asked: the calls themselves will say so.
      next_look_ = Clock::now() + after_failure;
      is_silent_after_signal_ = has_signal;
    }
  }
}

void WaitWatch::look(bool has_signal) {
  std::vector<OpenCall> calls = watched_calls(has_signal);
  if (has_signal) end_late(calls);
  calls = long_calls(std::move(calls), has_signal);
  if (calls.empty()) {
    wire_.reset();
    return;
  }
  const Instant now = Clock::now();
  if (has_signal ? is_silent_after_signal_ : now < next_look_) return;
  next_look_ = now + between_questions;
  std::map<std::string, std::vector<OpenCall>> by_server;
  for (const OpenCall& call : calls) by_server[call.connection_string].push_back(call);
  for (const auto& [connection_string, its_calls] : by_server) {
    look_at(connection_string, its_calls, has_signal);
  }
}

/// Those that are open, each of which is known from then on.
std::vector<OpenCall> WaitWatch::watched_calls(bool has_signal) {
  const Instant now = Clock::now();
  std::vector<OpenCall> open = open_calls();
  std::map<const CallMark*, Known> known;
  const bool is_first_after_signal = has_signal && !has_seen_signal_;
  has_seen_signal_ = has_signal;
  for (const OpenCall& call : open) {
    const auto before = known_.find(call.connection);
    const bool is_known = before != known_.end() && before->second.count == call.count;
    known[call.connection] =
        is_known ? before->second
                 : Known{.count = call.count,
                         .since = now,
                         .is_from_before_signal = !has_signal || is_first_after_signal};
  }
  known_ = std::move(known);
  return open;
}

/// Cancels calls for which the process has waited long enough since the signal, and takes the
/// connection of those that a cancel request did not end.
void WaitWatch::end_late(const std::vector<OpenCall>& calls) const {
  constexpr std::chrono::milliseconds cancelled_after{1000}, severed_after{3500};
  constexpr std::chrono::seconds for_answer{1};
  const auto waited = time_since_signal();
  const auto left = time_to_clean_up(end_after_signal);
  for (const OpenCall& call : calls) {
    const bool is_before = known_.at(call.connection).is_from_before_signal;
    const bool is_severed = is_before ? waited >= severed_after : left.count() == 0;
    const bool is_cancelled = is_before ? waited >= cancelled_after : left <= for_answer;
    if (is_severed) {
      sever(call);
    } else if (is_cancelled) {
      cancel(call);
    }
  }
}

/// Those that take longer than is waited for; after a signal also those from before it.
std::vector<OpenCall> WaitWatch::long_calls(std::vector<OpenCall> calls, bool has_signal) const {
  const Instant now = Clock::now();
  std::erase_if(calls, [&](const OpenCall& call) {
    const Known& it = known_.at(call.connection);
    const bool is_asked_after = has_signal && it.since < now;
    return now - it.since < patience_ && !is_asked_after;
  });
  return calls;
}

void WaitWatch::look_at(const std::string& connection_string, const std::vector<OpenCall>& calls,
                        bool has_signal) {
  if (!connect(connection_string)) return;
  const auto waits = ask(fmt::format(fmt::runtime(catalogue::harness_sql("call_waits")),
                                     fmt::arg("pids", pids_of(calls))));
  if (!waits) return;
  const auto is_long = [&](const OpenCall& call) {
    return Clock::now() - known_.at(call.connection).since >= patience_;
  };
  bool has_synchronous_wait = false;
  for (int row = 0; row < static_cast<int>(waits->row_count()); ++row) {
    const int pid = number_in(*waits, row, "pid");
    const auto call = std::find_if(calls.begin(), calls.end(),
                                   [&](const OpenCall& one) { return one.backend_pid == pid; });
    if (call == calls.end()) continue;
    const bool is_synchronous = text_in(*waits, row, "wait_event") == "SyncRep";
    if (is_synchronous) has_synchronous_wait = has_synchronous_wait || is_long(*call);
    if (!is_synchronous && is_long(*call))
      say_now_and_then(lock_key(*waits, row), lock_text(*waits, row));
    const bool may_be_cancelled =
        is_synchronous || known_.at(call->connection).is_from_before_signal;
    if (has_signal && may_be_cancelled) cancel(*call);
  }
  if (!has_synchronous_wait) return;
  if (const auto reply = ask(catalogue::harness_sql("synchronous_waits"))) {
    say_now_and_then("SyncRep", synchronous_waits_text({.pids = {0},
                                                        .names = text_in(*reply, 0, "names"),
                                                        .standbys = text_in(*reply, 0, "standbys"),
                                                        .unseen = {}}));
  }
}

bool WaitWatch::connect(const std::string& connection_string) {
  if (wire_ && connected_to_ == connection_string && wire_->is_at_rest()) return true;
  wire_.reset();
  // What is set twice counts as it is set last.
  wire_ = std::make_unique<Wire>(
      Database{.connection_string = fmt::format("{} connect_timeout=2 application_name={}",
                                                connection_string, watch_application_name),
               .name = "of the watch"});
  connected_to_ = connection_string;
  return wire_->is_at_rest();
}

/// Nothing where the server does not answer in time, or refuses.
std::optional<Reply> WaitWatch::ask(const std::string& statement) {
  if (!wire_ || !wire_->send_text(statement)) return std::nullopt;
  const Instant deadline = Clock::now() + longest_answer;
  while (Clock::now() < deadline && !ends_.wait(std::chrono::milliseconds{0})) {
    pollfd socket{.fd = wire_->socket(), .events = POLLIN, .revents = 0};
    constexpr int moment_ms = 50;
    if (poll(&socket, 1, moment_ms) > 0) wire_->take_arrived();
    if (auto reply = wire_->receive_arrived()) {
      if (reply->ok()) return reply;
      return std::nullopt;
    }
  }
  wire_.reset();
  return std::nullopt;
}

void WaitWatch::say_now_and_then(const std::string& cause, const std::string& text) {
  constexpr std::chrono::minutes silence{1};
  const Instant now = Clock::now();
  const auto [said, is_new] = said_.try_emplace(cause, now);
  if (!is_new && now - said->second < silence) return;
  said->second = now;
  say_(text);
}

}  // namespace eventstore::pg
