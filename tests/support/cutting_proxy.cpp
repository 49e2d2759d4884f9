#include "tests/support/cutting_proxy.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace eventstore::tests {

namespace {

constexpr int look_around_milliseconds = 50;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Closed with the object.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() { close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Nothing when the other side has closed.
  [[nodiscard]] std::optional<std::string> receive() const {
    std::array<char, 65536> buffer{};
    ssize_t count = -1;
    do {
      count = recv(descriptor_, buffer.data(), buffer.size(), 0);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) return std::nullopt;
    return std::string{buffer.data(), static_cast<std::size_t>(count)};
  }

  [[nodiscard]] bool send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Takes a stream of the frontend's or the backend's messages apart.
class Messages {
 public:
  /// The first message of a client has no type.
  explicit Messages(bool begins_untyped) : type_octets_(begins_untyped ? 0 : 1) {}

  void add(std::string_view bytes) { rest_ += bytes; }

  /// The next whole message, with its type and its length.
  [[nodiscard]] std::optional<std::string> next() {
    if (rest_.size() < type_octets_ + 4) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      length = length << 8U | static_cast<unsigned char>(rest_[type_octets_ + i]);
    }
    length += type_octets_;
    if (rest_.size() < length) return std::nullopt;
    std::string message = rest_.substr(0, length);
    rest_.erase(0, length);
    type_octets_ = 1;
    return message;
  }

 private:
  std::size_t type_octets_;
  std::string rest_;
};

bool is_commit(const std::string& message) {
  return message.starts_with('Q') && message.substr(5) == std::string_view{"COMMIT\0", 7};
}

/// The message that a call begins with, and the one that ends it.
bool is_bind(const std::string& message) {
  return message.starts_with('B');
}
bool is_sync(const std::string& message) {
  return message.starts_with('S');
}

/// Reads until the server is ready for the next statement: it has answered the last one.
void await_answer(const Socket& server) {
  Messages answers{false};
  while (const auto bytes = server.receive()) {
    answers.add(*bytes);
    while (const auto message = answers.next()) {
      if (message->starts_with('Z')) return;
    }
  }
}

int connect_to(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

}  // namespace

CuttingProxy::CuttingProxy(int server_port, std::string armed_by, CommitFate fate, CutAt at)
    : server_port_(server_port), armed_by_(std::move(armed_by)), fate_(fate), at_(at) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    close(listener_);
    throw std::runtime_error("the proxy gets no port on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread{[this] { accept_clients(); }};
}

CuttingProxy::~CuttingProxy() {
  is_ending_ = true;
  accepting_.join();
  for (std::thread& connection : connections_) connection.join();
  close(listener_);
}

void CuttingProxy::accept_clients() {
  while (!is_ending_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, look_around_milliseconds) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int server = connect_to(server_port_);
    if (server < 0) {
      close(client);
      continue;
    }
    connections_.emplace_back([this, client, server] { serve(client, server); });
  }
}

void CuttingProxy::serve(int client_descriptor, int server_descriptor) {
  const Socket client{client_descriptor};
  const Socket server{server_descriptor};
  Messages messages{true};
  bool is_armed = false;
  while (!is_ending_) {
    std::array<pollfd, 2> sources{
        {{client.descriptor(), POLLIN, 0}, {server.descriptor(), POLLIN, 0}}};
    if (poll(sources.data(), sources.size(), look_around_milliseconds) <= 0) continue;
    if (sources[1].revents != 0) {
      const auto answer = server.receive();
      if (!answer || !client.send_all(*answer)) return;
    }
    if (sources[0].revents == 0) continue;
    const auto bytes = client.receive();
    if (!bytes) return;
    messages.add(*bytes);
    while (const auto message = messages.next()) {
      const bool may_arm = at_ == CutAt::commit || is_bind(*message);
      is_armed = is_armed || (may_arm && message->find(armed_by_) != std::string::npos);
      const bool commits = at_ == CutAt::commit ? is_commit(*message) : is_sync(*message);
      const bool is_last = is_armed && commits && !has_cut_.exchange(true);
      if (is_last && fate_ == CommitFate::lost) return;
      if (!server.send_all(*message)) return;
      if (is_last) return await_answer(server);
    }
  }
}

}  // namespace eventstore::tests
