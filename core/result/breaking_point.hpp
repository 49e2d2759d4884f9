// How much an operation bears on a server, what limits it there, and how it scales.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/result/load.hpp"

namespace eventstore::result {

/// A window at one rate.
struct BreakingWindow {
  std::string look;  ///< "probe" or "confirm"
  double seconds = 0.0;
  double target_rate = 0.0;    ///< Requests that were due in a second,
  double achieved_rate = 0.0;  ///< and those that had ended well when the window did.
  std::uint64_t p50_ns = 0;    ///< Of response times.
  std::uint64_t p95_ns = 0;
  std::uint64_t p99_ns = 0;
  std::uint64_t backlog = 0;  ///< Due and not begun at the end.
  std::string verdict;        ///< "held", "broke", "no verdict"
  std::string why;            ///< "p99 61.0 ms"
};

/// An estimate with its 95 % confidence interval.
struct LoadEstimate {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

struct ScalingWindow {
  int connections = 0;
  double rate = 0.0;
};

/// The Universal Scalability Law (core/measure/scalability.hpp) over closed loops.
struct LoadScaling {
  std::vector<ScalingWindow> windows;
  bool is_fitted = false;
  LoadEstimate lambda;  ///< Calls a second of one connection.
  LoadEstimate sigma;   ///< Contention.
  LoadEstimate kappa;   ///< Coherency.
  std::optional<double> peak_connections;
  std::optional<int> cores;     ///< Of the server, where it is this machine.
  LoadEstimate efficiency;      ///< At as many connections as cores; 1 is linear.
  std::string verdict;          ///< "linear", "not linear", "undecided"
  double predicted_low = 0.0;   ///< Of a machine with twice the cores: the fit, which takes the
  double predicted_high = 0.0;  ///< queue for these cores for contention, and linear growth.
};

struct BreakingPoint {
  std::string operation;  ///< With its case.
  std::string slo;
  std::optional<double> slo_ns;  ///< Its limit where it is about a time.
  std::string tenants;
  int connections = 0;
  double window_seconds = 0.0;
  std::string end;  ///< "found", "never held", "no limit found", "generator", "stopped"
  std::optional<double> highest_rate;
  std::optional<double> broken_rate;
  std::string limit;  ///< "WAL flush: 61.0 % of looks wait on IO:WALSync"
  std::vector<BreakingWindow> windows;
  std::vector<CallError> errors;  ///< Of all attempts in all windows.
  std::string unsuccessful;       ///< Why no single request succeeded; empty when one did.
  LoadScaling scaling;
  LoadObservation observation;  ///< Of the windows about the limit.
  LoadLedger ledger;
  std::vector<LoadViolation> violations;
};

[[nodiscard]] nlohmann::ordered_json to_json_value(const BreakingPoint& point);
/// Members that are not there keep their defaults.
[[nodiscard]] BreakingPoint breaking_point_from_json(const nlohmann::ordered_json& json);

}  // namespace eventstore::result
