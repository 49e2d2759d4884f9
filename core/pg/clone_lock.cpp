#include "core/pg/clone_lock.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/data_lock.hpp"
#include "core/pg/maintenance_session.hpp"
#include "core/pg/text_query.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

namespace {

enum class Taken { yes, no, behind_a_pooler };

Taken take(Wire& connection, const std::string& clone) {
  const Reply reply = text_query(connection, catalogue::harness_sql("clone_lock"),
                                 {clone, std::to_string(connection.backend_pid())});
  const auto taken = reply.field(0, 0);
  if (!taken) return Taken::behind_a_pooler;
  if (*taken != "t") return Taken::no;
  name_owner(connection);
  return Taken::yes;
}

}  // namespace

CloneLock::CloneLock(const Database& server, std::string clone)
    : server_(server), clone_(std::move(clone)), connection_(maintenance_connection(server)) {
  switch (take(*connection_, clone_)) {
    case Taken::no:
      throw Failure(fmt::format("another process owns a copy called {}", clone_));
    case Taken::yes:
      keeper_ = std::thread{[this] { keep(); }};
      break;
    case Taken::behind_a_pooler:
      connection_.reset();
      break;
  }
}

CloneLock::~CloneLock() {
  stop_.set();
  if (keeper_.joinable()) keeper_.join();
}

void CloneLock::keep() {
  constexpr std::chrono::milliseconds pause{200};
  while (wait_for_end(connection_->socket(), stop_)) {
    while (!take_again()) {
      if (stop_.wait(pause)) return;
    }
  }
}

/// False where the server is not there yet, or has not noticed yet that the session is gone.
bool CloneLock::take_again() {
  try {
    Wire connection = maintenance_connection(server_);
    if (take(connection, clone_) != Taken::yes) return false;
    connection_.emplace(std::move(connection));
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace eventstore::pg
