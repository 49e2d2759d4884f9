// Which cores client and server run on.  On the same core a one-row query takes a fraction of its
// time across cores, so numbers of different placements are never compared without saying so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace eventstore::bench {

enum class Pin : std::uint8_t {
  none,   ///< As the scheduler places them.
  same,   ///< Each connection's thread and its server process on one core.
  apart,  ///< On two cores.
};

[[nodiscard]] std::string name_of(Pin pin);
/// As a sentence's part, for people.
[[nodiscard]] std::string describe(Pin pin);

/// The cores that this process may use, as it was started; at least 1.
[[nodiscard]] std::size_t cores_to_use();

/// Throws UsageError, with the way out, where this machine has not cores enough for that.
void check_cores(Pin pin);

/// Moves the calling thread, and what it starts from now on, to the core of the run's `index`-th
/// connection, which it drives.  Connections whose indices are apart by `cores_to_use` have the
/// same cores.  Nothing to do for Pin::none.  Throws UsageError as `check_cores`, Failure when the
/// thread may not stay on that core.
void pin_thread(Pin pin, std::size_t index);

/// Moves the server process of that connection to where it belongs.  `database`: its name, by which
/// the process is recognised, since a number that a server elsewhere gave may be anybody's here.
/// False when it was left alone: it is none that serves this database, or of another account.
[[nodiscard]] bool pin_backend(Pin pin, std::size_t index, int process,
                               const std::string& database);

/// One thread that drives all connections of a comparison, and their server processes.
class Placement {
 public:
  /// Keeps the calling thread, and what it starts from now on, on one core until this goes away.
  /// Throws as `pin_thread`.
  explicit Placement(Pin pin);
  ~Placement();
  Placement(const Placement&) = delete;
  Placement& operator=(const Placement&) = delete;

  /// As `pin_backend`, but that what cannot be moved is said by the description only.
  void place_backend(int process, const std::string& database);

  /// "client and server on core 1"; to be asked when all backends are placed.
  [[nodiscard]] std::string description() const;

 private:
  Pin pin_;
  bool backends_left_alone_ = false;
};

/// How often client and server were seen on the same core.
struct SeenPlacement {
  std::uint64_t seen = 0;
  std::uint64_t on_same_core = 0;

  /// "same core in 37 % of 120 looks", "not known" where the server is elsewhere.
  [[nodiscard]] std::string text() const;
};

}  // namespace eventstore::bench
