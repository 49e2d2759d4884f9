#include "tests/support/recovering_server.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace eventstore::tests {

namespace {

using namespace std::string_view_literals;

constexpr int moment_ms = 20;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// As a server of version 9.3 or later says it.
std::string refusal() {
  const std::string_view fields =
      "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"sv;
  const std::uint32_t length = htonl(static_cast<std::uint32_t>(fields.size() + 4));
  std::string message = "E";
  message.append(reinterpret_cast<const char*>(&length), sizeof length);
  return message.append(fields);
}

/// Returns false at the end of one of the connections.
bool pass_on(int from, int to) {
  std::array<char, 65536> buffer{};
  const ssize_t count = recv(from, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  for (ssize_t sent = 0; sent < count;) {
    const ssize_t some =
        send(to, buffer.data() + sent, static_cast<std::size_t>(count - sent), MSG_NOSIGNAL);
    if (some <= 0) return false;
    sent += some;
  }
  return true;
}

}  // namespace

RecoveringServer::RecoveringServer(int server_port)
    : server_port_(server_port), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, SOMAXCONN) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    close(listener_);
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread{[this] { accept_clients(); }};
}

RecoveringServer::~RecoveringServer() {
  is_ending_ = true;
  accepting_.join();
  for (std::thread& connection : connections_) connection.join();
  close(listener_);
}

void RecoveringServer::accept_clients() {
  while (!is_ending_) {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, moment_ms) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) connections_.emplace_back([this, client] { serve(client); });
  }
}

void RecoveringServer::serve(int client) {
  if (is_recovering_) {
    // What the client asks for is read first, or closing would take the answer away from it.
    std::array<char, 4096> startup{};
    const std::string answer = refusal();
    if (recv(client, startup.data(), startup.size(), 0) > 0) {
      ++refused_;
      send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  } else {
    let_through(client);
  }
  close(client);
}

void RecoveringServer::let_through(int client) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(server_port_);
  bool is_open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  while (is_open && !is_ending_ && !is_recovering_) {
    std::array<pollfd, 2> sides{pollfd{.fd = client, .events = POLLIN, .revents = 0},
                                pollfd{.fd = server, .events = POLLIN, .revents = 0}};
    if (poll(sides.data(), sides.size(), moment_ms) <= 0) continue;
    if (sides[0].revents != 0) is_open = pass_on(client, server);
    if (is_open && sides[1].revents != 0) is_open = pass_on(server, client);
  }
  close(server);
}

}  // namespace eventstore::tests
