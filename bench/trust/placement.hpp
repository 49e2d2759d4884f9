// On which cores client and server run: it matters more than what is compared.
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace eventstore::trust {

/// The words of --pin.
inline constexpr const char* pin_same = "same";
inline constexpr const char* pin_apart = "apart";
inline constexpr const char* pin_none = "none";

void add_pin_option(CLI::App& app, std::string& pin);

class Placement {
 public:
  /// Keeps the calling thread, and what it starts from now on, on one core until this goes away.
  /// Throws UsageError for two cores where there is one.
  explicit Placement(const std::string& pin);
  ~Placement();
  Placement(const Placement&) = delete;
  Placement& operator=(const Placement&) = delete;

  /// Moves the process that serves a connection of ours to where it belongs.  `database`: its name,
  /// by which the process is recognised; a server that is not on this machine, or whose processes
  /// we may not move, is left alone.
  void place_backend(int pid, const std::string& database);

  /// "client and server on core 1"; to be asked when all backends are placed.
  [[nodiscard]] std::string description() const;

 private:
  std::optional<int> client_core_;  ///< Nothing: the scheduler's choice.
  std::optional<int> server_core_;
  bool backends_left_alone_ = false;
};

}  // namespace eventstore::trust
