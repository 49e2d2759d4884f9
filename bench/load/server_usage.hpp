// What a server of this machine takes: all of its processes, those that come and go included.
#pragma once

#include <map>
#include <optional>

namespace eventstore::load {

class ServerUsage {
 public:
  /// From now on; `backend`: one of the server's processes, whose parent has the others.
  void start(int backend);

  /// Looks at all that are there.  What a process took after the last look at it is not known.
  void look();

  /// Since `start`; nothing where no server was seen.
  [[nodiscard]] std::optional<double> cpu_seconds() const;

 private:
  struct Process {
    double cpu_before = 0.0;
    double cpu = 0.0;
  };
  void look(bool is_first);

  int postmaster_ = 0;
  std::map<int, Process> processes_;
};

}  // namespace eventstore::load
