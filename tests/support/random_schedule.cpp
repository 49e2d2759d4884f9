#include "tests/support/random_schedule.hpp"

#include <algorithm>

namespace eventstore::tests {

RandomSchedule::RandomSchedule(ReferenceStore& store, std::uint64_t seed, const std::string& append)
    : state_(seed), may_be_blocked_(append != "append_events") {
  constexpr std::size_t writer_count = 6;
  for (std::size_t index = 0; index < writer_count; ++index) {
    connections_.push_back({.writer = std::make_unique<Writer>(store, append)});
  }
}

void RandomSchedule::step() {
  Connection& connection = connections_[choose(connections_.size())];
  if (!connection.is_open) {
    open(connection);
  } else if (connection.append_count < append_count_max && choose(2) == 0) {
    append(connection);
  } else {
    close(connection, choose(5) == 0);
  }
}

void RandomSchedule::finish() {
  for (Connection& connection : connections_) {
    if (connection.is_open) close(connection, false);
  }
}

void RandomSchedule::open(Connection& connection) {
  connection.is_open = true;
  connection.append_count = 0;
  connection.writer->begin();
  if (choose(4) == 0) {
    // Its id is older than its positions will be.
    connection.writer->take_transaction_id();
    connection.aggregate = shared_aggregate_count + ++own_aggregate_count_;
    return;
  }
  do {
    connection.aggregate = static_cast<std::int64_t>(choose(shared_aggregate_count));
  } while (is_in_use(connection));
  append(connection);
}

/// Another open transaction has the aggregate: a second append to it would wait for the first.
bool RandomSchedule::is_in_use(const Connection& mine) const {
  return std::any_of(connections_.begin(), connections_.end(), [&](const Connection& other) {
    return &other != &mine && other.is_open && other.aggregate == mine.aggregate;
  });
}

void RandomSchedule::append(Connection& connection) {
  const std::int64_t version = versions_[connection.aggregate] + connection.append_count++;
  const std::int64_t tenant = 1 + connection.aggregate % tenant_count;
  const std::string id = aggregate(connection.aggregate);
  if (!may_be_blocked_) {
    connection.writer->append(tenant, id, version);
  } else if (!connection.writer->append_unless_blocked(tenant, id, version)) {
    close(connection, true);
  }
}

void RandomSchedule::close(Connection& connection, bool gives_up) {
  connection.is_open = false;
  if (gives_up) {
    connection.writer->roll_back();
    return;
  }
  const std::vector<Event> more = connection.writer->commit();
  committed_.insert(committed_.end(), more.begin(), more.end());
  versions_[connection.aggregate] += connection.append_count;
}

}  // namespace eventstore::tests
