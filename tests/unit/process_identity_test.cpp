// Whose a copy is: the marks of a process, and what became of it.  A directory of files stands for
// /proc.

#include "core/tool/process_identity.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

namespace {

namespace fs = std::filesystem;

/// A machine made of files, on which this process runs since tick 1000 of its boot.
class Machine {
 public:
  Machine() {
    fs::create_directories(path("proc/self/ns"));
    fs::create_directories(path("proc/sys/kernel/random"));
    fs::create_directories(path("etc"));
    write("etc/machine-id", "0123456789abcdef\n");
    boot("first");
    link("proc/self/ns/pid", "pid:[4026531836]");
    link("proc/self/ns/time", "time:[4026531834]");
    process("self", 1000);
    process(us(), 1000);
  }

  [[nodiscard]] static std::string us() { return std::to_string(getpid()); }

  void write(const std::string& file, const std::string& text) const {
    std::ofstream{path(file)} << text;
  }
  void link(const std::string& file, const std::string& target) const {
    fs::remove(path(file));
    fs::create_symlink(target, path(file));
  }
  void boot(const std::string& id) const { write("proc/sys/kernel/random/boot_id", id + "\n"); }
  void process(const std::string& pid, int start, char state = 'S') const {
    fs::create_directories(path("proc/" + pid));
    write("proc/" + pid + "/stat", pid + " (a name) 1 (2)) " + state +
                                       " 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 " +
                                       std::to_string(start) + " 1000 20 18446744073709551615\n");
  }
  void end(const std::string& pid) const { fs::remove_all(path("proc/" + pid)); }
  void remove(const std::string& file) const { fs::remove_all(path(file)); }

  void name(const std::string& host) { host_ = host; }
  /// Processes whose files are hidden, or that are none.
  void hides_processes(bool hides) { hides_ = hides; }

  [[nodiscard]] ProcessFacts facts() const {
    return {.root = directory_.path(), .host_name = host_, .exists = [hides = hides_](pid_t) {
              return hides;
            }};
  }
  [[nodiscard]] ProcessIdentity owner() const { return this_process(facts()); }
  [[nodiscard]] ProcessState state(const ProcessIdentity& process) const {
    return state_of(process.host_mark, process.pid, process.start_mark, facts());
  }

 private:
  [[nodiscard]] fs::path path(const std::string& file) const { return directory_.path() / file; }

  TemporaryDirectory directory_;
  std::string host_ = "build-7";
  bool hides_ = false;
};

}  // namespace

TEST_CASE("a process finds itself running", "[unit][process]") {
  const ProcessIdentity here = this_process();
  CHECK(here.pid == getpid());
  CHECK(here.host_mark.size() == 7);
  CHECK(here.start_mark.size() == 7);
  CHECK(state_of(here.host_mark, here.pid, here.start_mark) == ProcessState::runs);
}

TEST_CASE("a process whose files are gone has ended", "[unit][process]") {
  const Machine machine;
  const ProcessIdentity owner = machine.owner();
  REQUIRE(machine.state(owner) == ProcessState::runs);
  machine.end(Machine::us());
  CHECK(machine.state(owner) == ProcessState::gone);
}

TEST_CASE("a process id that another process has got is not the owner's", "[unit][process]") {
  const Machine machine;
  const ProcessIdentity owner = machine.owner();
  machine.process(Machine::us(), 1001);
  CHECK(machine.state(owner) == ProcessState::gone);
}

TEST_CASE("a process that is dead and not waited for has ended", "[unit][process]") {
  const Machine machine;
  const ProcessIdentity owner = machine.owner();
  machine.process(Machine::us(), 1000, 'Z');
  CHECK(machine.state(owner) == ProcessState::gone);
}

TEST_CASE("after a reboot no earlier process runs, whatever its start", "[unit][process]") {
  const Machine machine;
  const ProcessIdentity owner = machine.owner();
  machine.boot("second");
  CHECK(machine.state(owner) == ProcessState::gone);
}

TEST_CASE("of a process elsewhere nothing is known", "[unit][process]") {
  Machine machine;
  const ProcessIdentity owner = machine.owner();
  machine.end(Machine::us());
  SECTION("another host") {
    machine.name("build-8");
  }
  SECTION("a clone of the machine with the same name") {
    machine.write("etc/machine-id", "fedcba9876543210\n");
  }
  SECTION("another container of the same name") {
    machine.link("proc/self/ns/pid", "pid:[4026532000]");
  }
  SECTION("a container whose clock began elsewhere") {
    machine.link("proc/self/ns/time", "time:[4026532001]");
  }
  SECTION("a machine that says nothing of its processes") {
    machine.remove("proc/self/ns/pid");
  }
  SECTION("a process that is hidden from us") {
    machine.hides_processes(true);
  }
  CHECK(machine.state(owner) == ProcessState::unknown);
}

TEST_CASE("a process whose start is not known is never taken for gone", "[unit][process]") {
  const Machine machine;
  ProcessIdentity owner = machine.owner();
  SECTION("its own mark is missing") {
    owner.start_mark.clear();
  }
  SECTION("the boot cannot be read any more") {
    machine.remove("proc/sys/kernel/random/boot_id");
  }
  SECTION("its process id is none") {
    owner.pid = 0;
  }
  CHECK(machine.state(owner) == ProcessState::unknown);
}

}  // namespace eventstore::tests
