#include "tests/support/silent_server.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace eventstore::tests {

SilentServer::SilentServer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (bind(listener_, generic, sizeof address) != 0 || listen(listener_, SOMAXCONN) != 0) {
    close(listener_);
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
}

SilentServer::~SilentServer() {
  if (client_ >= 0) close(client_);
  close(listener_);
}

std::string SilentServer::connection_string() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  return fmt::format("host=127.0.0.1 port={} user=nobody dbname=nothing connect_timeout=0",
                     ntohs(address.sin_port));
}

void SilentServer::wait_for_client() {
  if (client_ >= 0) close(client_);
  client_ = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  char first = 0;
  if (recv(client_, &first, 1, MSG_PEEK) != 1) throw std::runtime_error("a client said nothing");
}

}  // namespace eventstore::tests
