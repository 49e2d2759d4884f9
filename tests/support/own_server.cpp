#include "tests/support/own_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <catch2/catch_test_macros.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/server/child_process.hpp"
#include "core/server/server_binaries.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/scratch_database.hpp"

namespace eventstore::tests {

namespace {

using Clock = std::chrono::steady_clock;

void skip_because(const std::string& reason) {
  const char* ci = std::getenv("CI");
  if (ci != nullptr && *ci != '\0') FAIL(reason);
  SKIP(reason);
}

/// A port that nobody listens on; somebody else may take it before we do, which fails the start.
int free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool found =
      bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0;
  close(descriptor);
  if (!found) throw std::runtime_error("no free port on 127.0.0.1");
  return ntohs(address.sin_port);
}

/// As /proc says it.
struct ProcessState {
  char letter = 'X';  ///< T: stopped.  Z: ended, and nobody has asked how.  X: there is none.
  pid_t parent = 0;
};

ProcessState state_of(pid_t process) {
  const std::string text = file_text(fmt::format("/proc/{}/stat", process));
  const std::size_t name_end = text.rfind(')');  // The name may hold anything.
  ProcessState state;
  if (name_end == std::string::npos) return state;
  std::istringstream{text.substr(name_end + 1)} >> state.letter >> state.parent;
  return state;
}

bool has_ended(pid_t process) {
  const char letter = state_of(process).letter;
  return letter == 'X' || letter == 'Z';
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
    const std::string name = entry.path().filename();
    pid_t process = 0;
    std::from_chars(name.data(), name.data() + name.size(), process);
    if (process > 0 && state_of(process).parent == parent) children.push_back(process);
  }
  return children;
}

template <typename Condition>
void wait_until(const Condition& condition) {
  while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

void run_as(const server::Account& account, std::vector<std::string> arguments) {
  const std::string program = arguments.front();
  const auto result = server::run_child({.arguments = std::move(arguments), .account = account});
  if (result.exit_code != 0) throw std::runtime_error(program + ": " + result.output);
}

/// Where the build keeps a cluster that was never started: to copy it takes a fraction of what
/// initdb takes.  It has this name only when it is complete.
std::string cluster_template(const std::string& programs, const server::Account& account) {
  const auto written =
      std::filesystem::last_write_time(programs + "/postgres").time_since_epoch().count();
  const std::size_t made_by = std::hash<std::string>{}(
      fmt::format("{} {} {} {}", programs, written, account.user, account.group));
  return fmt::format("{}/../tests/cluster_{:016x}", program_directory(), made_by);
}

/// With owners and modes, into a directory that is there.
void copy_directory(const std::string& from, const std::string& to) {
  const auto result =
      server::run_child({.arguments = {"/bin/cp", "--archive", from + "/.", to}, .account = {}});
  if (result.exit_code != 0) throw std::runtime_error("cp: " + result.output);
}

/// Becomes the account if need be, and ends when the test program does.
[[noreturn]] void become_server(const server::Account& account, const std::vector<gid_t>& groups,
                                const std::string& log, std::vector<char*>& arguments,
                                pid_t parent) {
  const bool switched =
      !account.must_switch || (setgroups(groups.size(), groups.data()) == 0 &&
                               setgid(account.group) == 0 && setuid(account.user) == 0);
  // After the change of account, which would undo it.
  const bool bound = prctl(PR_SET_PDEATHSIG, SIGINT) == 0 && getppid() == parent;
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (!switched || !bound || output < 0 || input < 0) _exit(126);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(arguments.front(), arguments.data());
  _exit(127);
}

}  // namespace

OwnServer::OwnServer(Tcp tcp, const std::vector<std::string>& settings)
    : account_(server::account_for("")), settings_(settings) {
  const auto found = server::find_server_binaries();
  if (found.empty()) skip_because("no PostgreSQL server programs are installed");
  programs_ = found.front().directory;
  create_cluster();
  if (tcp == Tcp::tls_and_password) make_certificate();
  write_rules(tcp);
  if (tcp == Tcp::tls_and_password) settings_.emplace_back("ssl=on");
  port_ = free_port();
  start();
}

OwnServer::OwnServer(StandbyOf of)
    : programs_(of.primary.programs_),
      account_(of.primary.account_),
      settings_(of.primary.settings_) {
  copy_cluster(of.primary);
  port_ = free_port();
  start();
}

OwnServer::~OwnServer() {
  stop();
}

std::string OwnServer::make_directory(const std::string& name) const {
  std::string path = directory_ / name;
  std::filesystem::create_directory(path);
  if (account_.must_switch && chown(path.c_str(), account_.user, account_.group) != 0) {
    throw std::runtime_error("cannot give " + path + " away");
  }
  return path;
}

void OwnServer::create_cluster() const {
  const std::string made_before = cluster_template(programs_, account_);
  const std::string directory = make_directory("cluster");
  if (std::filesystem::exists(made_before)) {
    copy_directory(made_before, directory);
    return;
  }
  run_as(account_, {programs_ + "/initdb", "--pgdata", directory, "--username", "eventstore",
                    "--auth", "reject", "--encoding", "UTF8", "--locale", "C", "--no-sync"});
  const std::string making = fmt::format("{}_{}", made_before, getpid());
  std::filesystem::create_directories(making);
  copy_directory(directory, making);
  // Another test may have been as quick.
  if (rename(making.c_str(), made_before.c_str()) != 0) std::filesystem::remove_all(making);
}

void OwnServer::copy_cluster(const OwnServer& primary) const {
  const std::string directory = make_directory("cluster");
  chmod(directory.c_str(), 0700);  // A server starts with nothing that others may read.
  run_as(account_,
         {programs_ + "/pg_basebackup", "--pgdata", directory, "--dbname", primary.superuser(),
          "--checkpoint", "fast", "--no-sync", "--write-recovery-conf"});
}

void OwnServer::make_certificate() const {
  const std::string openssl = server::find_in_path("openssl");
  if (openssl.empty()) skip_because("openssl is not installed");
  run_as(account_,
         {openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
          "/CN=127.0.0.1", "-keyout", cluster() + "/server.key", "-out", root_certificate()});
}

void OwnServer::write_rules(Tcp tcp) const {
  std::ofstream rules{cluster() + "/pg_hba.conf"};
  rules << "local all,replication all trust\n"
        << (tcp == Tcp::tls_and_password ? "hostssl all all 127.0.0.1/32 scram-sha-256\n"
                                         : "host all all 127.0.0.1/32 trust\n");
}

void OwnServer::crash(Crash how) {
  if (how == Crash::immediate_shutdown) {
    kill(process_, SIGQUIT);  // It waits for its children.
  } else {
    // It must not see its children die one by one, and start others.
    kill(process_, SIGSTOP);
    wait_until([&] { return state_of(process_).letter == 'T'; });
    const std::vector<pid_t> children = children_of(process_);
    for (const pid_t child : children) kill(child, SIGKILL);
    kill(process_, SIGKILL);
    wait_until([&] { return std::all_of(children.begin(), children.end(), has_ended); });
  }
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void OwnServer::start_again() {
  start();
}

void OwnServer::start() {
  std::vector<std::string> words{programs_ + "/postgres", "-D", cluster()};
  const auto set = [&words](const std::string& setting) {
    words.insert(words.end(), {"-c", setting});
  };
  set("listen_addresses=127.0.0.1");
  set(fmt::format("port={}", port_));
  set("unix_socket_directories=" + make_directory("socket"));
  set("fsync=off");  // What a test wrote is thrown away with it.
  set("random_page_cost=1.1");
  for (const std::string& setting : settings_) set(setting);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const auto groups = server::groups_of(account_);
  const std::string log = make_directory("log") + "/server.log";
  const pid_t parent = getpid();
  process_ = fork();
  if (process_ == 0) become_server(account_, groups, log, arguments, parent);
  if (process_ < 0) throw std::runtime_error("cannot fork");
  try {
    wait_until_ready();
  } catch (...) {
    stop();
    throw;
  }
}

void OwnServer::wait_until_ready() {
  for (const auto deadline = Clock::now() + std::chrono::seconds{60}; Clock::now() < deadline;) {
    try {
      static_cast<void>(session());
      return;
    } catch (const std::exception&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    if (waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = 0;
      break;
    }
  }
  throw std::runtime_error("the test's own server does not start: " +
                           file_text(directory_ / "log/server.log"));
}

void OwnServer::stop() {
  if (process_ <= 0) return;
  // At once, without a checkpoint: what it holds is thrown away.
  for (const int signal : {SIGQUIT, SIGKILL}) {
    kill(process_, signal);
    for (const auto deadline = Clock::now() + std::chrono::seconds{10}; Clock::now() < deadline;) {
      if (waitpid(process_, nullptr, WNOHANG) != 0) {
        process_ = 0;
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
}

std::string OwnServer::superuser(const std::string& database) const {
  return fmt::format("host={} port={} user=eventstore dbname={}", directory_ / "socket", port_,
                     database);
}

void OwnServer::empty_database(const std::string& name) const {
  pg::Session session = this->session();
  if (session.run("SELECT 1 FROM pg_database WHERE datname = $1", {name}).empty()) {
    session.run("CREATE DATABASE " + session.identifier(name));
  } else {
    pg::Session inside = this->session(name);
    make_empty(inside);
  }
}

pg::Session OwnServer::session(const std::string& database) const {
  return pg::Session{pg::resolve_database(superuser(database), "")};
}

}  // namespace eventstore::tests
