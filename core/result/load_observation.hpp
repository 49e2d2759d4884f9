// What a load run looked like from outside: what the server waited for, and what it all took.  What
// could not be known, of a server elsewhere say, is not there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace eventstore::result {

/// About a second.
struct ObservedMoment {
  double at_seconds = 0.0;                   ///< Its end, from the begin of the run.
  std::optional<double> client_cores;        ///< CPU seconds in a second, of this program,
  std::optional<double> server_cores;        ///< of all processes of the server,
  std::optional<double> machine_cores;       ///< and of whatever runs on this machine.
  std::optional<double> written_rate;        ///< Octets a second, to this machine's disks.
  std::optional<std::int64_t> client_bytes;  ///< Private memory of this program,
  std::optional<std::int64_t> server_bytes;  ///< and of the server processes of the run.
  std::optional<std::int64_t> wal_bytes;     ///< Since the begin, of the whole server.
  std::optional<std::int64_t> table_bytes;   ///< The events, without indexes.
  std::optional<std::int64_t> index_bytes;
  std::optional<std::int64_t> events;  ///< That were stored when those were looked at.
};

/// Looks at which one statement waited for a lock that another one's transaction held.
struct LockWait {
  std::string blocked;   ///< An operation's name where it is one of the store's, else its text.
  std::string blocking;  ///< What the holder did, or had done last.
  std::string lock;      ///< "transactionid", "tuple", "advisory"
  std::uint64_t looks = 0;
};

/// Whether a series grows while the load does not (core/measure/trend.hpp).
struct LoadTrend {
  std::string series;   ///< "memory of the server"
  std::string unit;     ///< "bytes", "bytes an event", "ns"
  std::string verdict;  ///< "steady", "grows", "falls", "not enough data"
  double per_hour = 0.0;
  double low_per_hour = 0.0;  ///< The 95 % confidence interval.
  double high_per_hour = 0.0;
  double level = 0.0;  ///< The middle of the values.
  std::size_t values = 0;
};

struct LoadObservation {
  double seconds = 0.0;                              ///< How long was looked.
  std::map<std::string, std::uint64_t> wait_events;  ///< Looks at which a process did this.
  std::vector<LockWait> lock_waits;                  ///< The most frequent first.
  std::optional<int> cores;                          ///< Of this machine.
  std::optional<double> client_cpu_seconds;
  std::optional<double> server_cpu_seconds;
  std::optional<double> machine_cpu_seconds;
  std::optional<std::int64_t> written_bytes;  ///< To this machine's disks, by whoever.
  std::optional<std::int64_t> wal_bytes;
  std::optional<std::int64_t> deadlocks;
  std::optional<std::int64_t> rollbacks;
  std::optional<std::int64_t> timed_checkpoints;
  std::optional<std::int64_t> requested_checkpoints;
  std::vector<ObservedMoment> moments;
  std::vector<LoadTrend> trends;
};

}  // namespace eventstore::result
