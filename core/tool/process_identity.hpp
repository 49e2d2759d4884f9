// Which process of which machine this is, in a form that another process can check.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <sys/types.h>

namespace eventstore {

/// Where the facts come from; a test names other files.
struct ProcessFacts {
  std::filesystem::path root = "/";  ///< Holds proc/ and etc/machine-id.
  std::string host_name;             ///< Empty: gethostname's.
  /// Whether a process of that id exists, its own user's or another's.
  std::function<bool(pid_t)> exists;
};

/// The facts of this machine.
[[nodiscard]] ProcessFacts system_facts();

/// A process.  Marks are seven characters of [0-9a-z], or empty where the facts cannot be read.
struct ProcessIdentity {
  std::string host;       ///< The machine's name, for people.
  std::string host_mark;  ///< Of host name, machine id, pid namespace and time namespace.
  pid_t pid = 0;
  std::string start_mark;  ///< Of the boot and the tick of it at which the process began.
  std::string started;     ///< That moment, for people: "2026-11-30 16:20:01 UTC".
};

/// "eventstore_bench": the tool that runs, as its file is called.
[[nodiscard]] std::string program_name();

/// "eventstore_bench pid 4711 on build-7": the calling process, for people who look for it.
[[nodiscard]] std::string process_text(const ProcessIdentity& process);

/// The calling process.
[[nodiscard]] ProcessIdentity this_process(const ProcessFacts& facts = system_facts());

/// What became of a process.
enum class ProcessState {
  runs,
  gone,     ///< It has ended; its id may belong to another process.
  unknown,  ///< It ran on another host or in another container, or the facts cannot be read.
};

/// Looks for the process of these marks.  Only `gone` proves that it has ended.
[[nodiscard]] ProcessState state_of(const std::string& host_mark, pid_t pid,
                                    const std::string& start_mark,
                                    const ProcessFacts& facts = system_facts());

}  // namespace eventstore
